/**
 * Tells whether bytes are one JSON text, without building its value: an event is only handed on.
 */
import { isUtf8 } from 'node:buffer';

/** As deep as AWS's own parser goes. */
const depthMax = 1000;

const expectedValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const noContent = 'No content to map due to end-of-input';

/** What is read behind the last byte. */
const none = -1;

const object = 1;
const array = 2;
/** What encloses the place that is read. One for all scans: none of them ever waits. */
const enclosing = new Uint8Array(depthMax);

/** 1 for the bytes that stand for themselves in a string. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte !== 0x22 && byte !== 0x5c ? 1 : 0));

/**
 * Why the bytes are no JSON text, in the words of the parser that AWS uses and with its count of
 * lines and columns. `undefined`: they are one.
 */
export function findJsonFault(bytes: Uint8Array): string | undefined {
  const scan = new JsonScan(bytes);
  scan.run();
  if (scan.fault !== undefined) return scan.fault;
  if (isUtf8(bytes)) return undefined;
  return scan.describeByte(firstBrokenCharacter(bytes));
}

class JsonScan {
  fault: string | undefined;
  readonly #bytes: Uint8Array;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  run(): void {
    this.#skipSpace();
    if (this.#at === this.#bytes.length) this.#fail(noContent, 0);
    while (this.fault === undefined) {
      if (this.#value() && this.#afterValue()) return;
    }
  }

  /** Reads a scalar, an empty container, or the start of a container: `false`, a value comes next. */
  #value(): boolean {
    const byte = this.#bytes[this.#at] ?? none;
    switch (byte) {
      case 0x22: // "
        this.#string();
        return true;
      case 0x7b: // {
        return !this.#open(object, 0x7d) || !this.#key();
      case 0x5b: // [
        return !this.#open(array, 0x5d);
      case 0x74: // t
        this.#literal('true');
        return true;
      case 0x66: // f
        this.#literal('false');
        return true;
      case 0x6e: // n
        this.#literal('null');
        return true;
      default:
        if (byte === 0x2d || isDigit(byte)) this.#number();
        else this.#unexpected(`expected a valid value ${expectedValue}`);
        return true;
    }
  }

  /** After a value: closes containers, steps over a comma. `true`: the text is at its end, or broken. */
  #afterValue(): boolean {
    while (this.fault === undefined) {
      this.#skipSpace();
      if (this.#depth === 0) {
        if (this.#at < this.#bytes.length) this.#unexpected('expected end of input');
        return true;
      }
      const inside = enclosing[this.#depth - 1];
      const byte = this.#bytes[this.#at];
      if (byte === 0x2c) {
        this.#at += 1;
        this.#skipSpace();
        if (inside === object) this.#key();
        return this.fault !== undefined;
      }
      if (byte !== (inside === object ? 0x7d : 0x5d)) {
        this.#unexpected(`was expecting comma to separate ${inside === object ? 'Object' : 'Array'} entries`);
        return true;
      }
      this.#depth -= 1;
      this.#at += 1;
    }
    return true;
  }

  /** Steps into a container; `false`: it was empty, and is behind us. */
  #open(kind: number, close: number): boolean {
    if (this.#depth === depthMax) {
      this.#fail(`Document nesting depth (${depthMax + 1}) exceeds the maximum allowed (${depthMax})`, this.#at + 1);
      return false;
    }
    this.#at += 1;
    this.#skipSpace();
    if (this.#bytes[this.#at] === close) {
      this.#at += 1;
      return false;
    }
    enclosing[this.#depth] = kind;
    this.#depth += 1;
    return true;
  }

  /** Reads a name and its colon, up to the value. */
  #key(): boolean {
    if (this.#bytes[this.#at] !== 0x22) return this.#unexpected('was expecting double-quote to start field name');
    if (!this.#string()) return false;
    this.#skipSpace();
    if (this.#bytes[this.#at] !== 0x3a)
      return this.#unexpected('was expecting a colon to separate field name and value');
    this.#at += 1;
    this.#skipSpace();
    return true;
  }

  #string(): boolean {
    const bytes = this.#bytes;
    const end = bytes.length;
    let at = this.#at + 1;
    for (;;) {
      while (at < end && isPlain[bytes[at] ?? 0] === 1) at += 1;
      if (bytes[at] !== 0x5c) break;
      const length = escapeLength(bytes, at);
      if (length === 0) {
        this.#at = at + 1;
        return this.#unexpected('unrecognized character escape');
      }
      at += length;
    }
    this.#at = at;
    if (bytes[at] !== 0x22) return this.#unexpected('was expecting closing quote for a string value');
    this.#at = at + 1;
    return true;
  }

  #literal(word: string): void {
    for (let index = 0; index < word.length; index += 1) {
      if (this.#bytes[this.#at + index] !== word.charCodeAt(index)) {
        this.#at += index;
        this.#unexpected(`was expecting ${expectedValue}`);
        return;
      }
    }
    this.#at += word.length;
  }

  #number(): void {
    if (this.#bytes[this.#at] === 0x2d) this.#at += 1;
    if (this.#bytes[this.#at] === 0x30) this.#at += 1;
    else if (!this.#digits()) return;
    if (this.#bytes[this.#at] === 0x2e) {
      this.#at += 1;
      if (!this.#digits()) return;
    }
    const byte = this.#bytes[this.#at];
    if (byte !== 0x65 && byte !== 0x45) return;
    this.#at += 1;
    const sign = this.#bytes[this.#at];
    if (sign === 0x2b || sign === 0x2d) this.#at += 1;
    this.#digits();
  }

  #digits(): boolean {
    if (!isDigit(this.#bytes[this.#at])) return this.#unexpected('expected a digit (0-9) in a numeric value');
    while (isDigit(this.#bytes[this.#at])) this.#at += 1;
    return true;
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    for (;;) {
      const byte = bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at += 1;
    }
  }

  /** Notes the byte here as the fault; returns false, for the reader that met it. */
  #unexpected(expectation: string): false {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) this.#fail(`Unexpected end-of-input: ${expectation}`, this.#at);
    // AWS's parser names the text's first byte by its code; any later one it tries to decode first.
    else if (byte < 0x80 || this.#at === 0)
      this.#fail(`Unexpected character (${nameByte(byte)}): ${expectation}`, this.#at + 1);
    else this.fault = this.describeByte(this.#at);
    return false;
  }

  describeByte(at: number): string {
    const byte = this.#bytes[at] ?? 0;
    return withLocation(this.#bytes, `Invalid UTF-8 start byte 0x${byte.toString(16)}`, at + 2);
  }

  #fail(fault: string, offset: number): void {
    this.fault = withLocation(this.#bytes, fault, offset);
  }
}

/** Bytes of the escape that begins here; 0: it is none. */
function escapeLength(bytes: Uint8Array, at: number): number {
  switch (bytes[at + 1] ?? none) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return 2;
    case 0x75: {
      for (let digit = at + 2; digit < at + 6; digit += 1) if (!isHexDigit(bytes[digit])) return 0;
      return 6;
    }
    default:
      return 0;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

function nameByte(byte: number): string {
  if (byte < 0x20 || byte >= 0x7f) return `(CTRL-CHAR, code ${byte})`;
  return `'${String.fromCharCode(byte)}' (code ${byte})`;
}

/** `offset` counts from the start of the text, the first byte being 1. */
function withLocation(bytes: Uint8Array, fault: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset - 1 && at < bytes.length; at += 1) {
    if (bytes[at] !== 0x0a) continue;
    line += 1;
    lineStart = at + 1;
  }
  return `${fault}\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${offset - lineStart}]`;
}

/** Where the first character begins that is not well-formed UTF-8. */
function firstBrokenCharacter(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead >= 0x80 && !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
