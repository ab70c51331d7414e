/**
 * The regular expressions of filter patterns: a subset without parentheses, so that a match takes time
 * linear in the message whatever the expression is. JavaScript's own would backtrack.
 */
import { invalidTerm } from './pattern-problem.ts';

export interface LineRegex {
  /** Whether any part of the text matches. */
  test(text: string): boolean;
}

type CharacterTest = (code: number) => boolean;

type Atom =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'character'; readonly test: CharacterTest; readonly repeat: 'once' | 'optional' | 'many' };

/** Bounds what `{m,n}` may unfold to. */
const atomsMax = 500;
const symbols = ':_#=@/;,- ';

export function parseLineRegex(source: string): LineRegex {
  const alternatives = new RegexParser(source).parse();
  return { test: (text) => alternatives.some((atoms) => matches(atoms, text)) };
}

class RegexParser {
  readonly #source: string;
  #position = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): readonly (readonly Atom[])[] {
    const alternatives: Atom[][] = [[]];
    if (this.#source === '') throw this.#invalid();
    while (this.#position < this.#source.length) {
      const atoms = alternatives[alternatives.length - 1] ?? [];
      if (this.#take('|')) alternatives.push([]);
      else if (this.#take('^')) atoms.push({ kind: 'start' });
      else if (this.#take('$')) atoms.push({ kind: 'end' });
      else atoms.push(...this.#repeated(this.#character()));
      if (atoms.length > atomsMax) throw this.#invalid();
    }
    return alternatives;
  }

  #character(): CharacterTest {
    const character = this.#next();
    if (character === '.') return (code) => code !== 10;
    if (character === '[') return this.#characterClass();
    if (character === '\\') return this.#escape();
    if (!isPlain(character)) throw this.#invalid();
    return only(character);
  }

  #escape(): CharacterTest {
    const letter = this.#next();
    const named = namedClasses[letter];
    if (named !== undefined) return named;
    if (letter !== 'x') {
      if (letter === '' || /[A-Za-z0-9]/.test(letter) || letter > '~') throw this.#invalid();
      return only(letter);
    }
    const digits = this.#source.slice(this.#position, this.#position + 2);
    if (!/^[0-7][0-9A-Fa-f]$/.test(digits)) throw this.#invalid();
    this.#position += 2;
    return only(String.fromCharCode(Number.parseInt(digits, 16)));
  }

  #characterClass(): CharacterTest {
    const negated = this.#take('^');
    const tests: CharacterTest[] = [];
    while (!this.#take(']')) {
      const first = this.#next();
      if (first === '\\') {
        tests.push(this.#escape());
        continue;
      }
      if (!isPlain(first) && !'.*+?{}|$^'.includes(first)) throw this.#invalid();
      const range = /^-([A-Za-z0-9])/.exec(this.#source.slice(this.#position));
      if (range?.[1] === undefined) {
        tests.push(only(first));
        continue;
      }
      this.#position += 2;
      const [from, to] = [first.charCodeAt(0), range[1].charCodeAt(0)];
      if (from > to) throw this.#invalid();
      tests.push((code) => code >= from && code <= to);
    }
    if (tests.length === 0) throw this.#invalid();
    return (code) => tests.some((test) => test(code)) !== negated;
  }

  #repeated(test: CharacterTest): Atom[] {
    const once: Atom = { kind: 'character', test, repeat: 'once' };
    const many: Atom = { kind: 'character', test, repeat: 'many' };
    if (this.#take('*')) return [many];
    if (this.#take('+')) return [once, many];
    if (this.#take('?')) return [{ ...once, repeat: 'optional' }];
    if (!this.#take('{')) return [once];
    const bounds = /^(\d{0,4})(,?) ?(\d{0,4})\}/.exec(this.#source.slice(this.#position));
    if (bounds === null) throw this.#invalid();
    this.#position += bounds[0].length;
    const [, least = '', comma = '', most = ''] = bounds;
    if (least === '' && most === '') throw this.#invalid();
    const from = least === '' ? 0 : Number(least);
    const to = comma === '' ? from : most === '' ? undefined : Number(most);
    if (from > atomsMax || (to !== undefined && (to < from || to > atomsMax))) throw this.#invalid();
    const required = Array.from({ length: from }, () => once);
    if (to === undefined) return [...required, many];
    return [...required, ...Array.from({ length: to - from }, (): Atom => ({ ...once, repeat: 'optional' }))];
  }

  #next(): string {
    const character = this.#source.charAt(this.#position);
    if (character === '') throw this.#invalid();
    this.#position += 1;
    return character;
  }

  #take(character: string): boolean {
    if (this.#source.charAt(this.#position) !== character) return false;
    this.#position += 1;
    return true;
  }

  #invalid(): Error {
    return invalidTerm(`%${this.#source}%`);
  }
}

const isPlain = (character: string): boolean =>
  /^[A-Za-z0-9]$/.test(character) || (character !== '' && symbols.includes(character));

function only(character: string): CharacterTest {
  const wanted = character.charCodeAt(0);
  return (code) => code === wanted;
}

const isDigit: CharacterTest = (code) => code >= 48 && code <= 57;
const isSpace: CharacterTest = (code) => code === 32 || (code >= 9 && code <= 13);
const isWord: CharacterTest = (code) =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;

const namedClasses: Readonly<Record<string, CharacterTest | undefined>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  s: isSpace,
  S: (code) => !isSpace(code),
  w: isWord,
  W: (code) => !isWord(code),
};

/** Carries all places where a match can stand through the text at once. */
function matches(atoms: readonly Atom[], text: string): boolean {
  const accept = atoms.length;
  const isAnchored = atoms[0]?.kind === 'start';
  // A line ends before its newline, too, as in the regular expressions that users know.
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  let current = new Uint8Array(accept + 1);
  let next = new Uint8Array(accept + 1);
  const enter = (places: Uint8Array, first: number, index: number): void => {
    for (let place = first; places[place] === 0; place += 1) {
      places[place] = 1;
      const atom = atoms[place];
      if (atom === undefined) return;
      const isPassed =
        atom.kind === 'start'
          ? index === 0
          : atom.kind === 'end'
            ? index === end || index === text.length
            : atom.repeat !== 'once';
      if (!isPassed) return;
    }
  };
  for (let index = 0; ; index += 1) {
    if (!isAnchored || index === 0) enter(current, 0, index);
    if (current[accept] === 1) return true;
    if (index === text.length) return false;
    const code = text.charCodeAt(index);
    let isAlive = false;
    for (let place = 0; place < accept; place += 1) {
      const atom = atoms[place];
      if (current[place] === 0 || atom?.kind !== 'character' || !atom.test(code)) continue;
      enter(next, atom.repeat === 'many' ? place : place + 1, index + 1);
      isAlive = true;
    }
    if (isAnchored && !isAlive) return false;
    [current, next] = [next, current];
    next.fill(0);
  }
}
