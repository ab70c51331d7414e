/** YAML as templates are written in it: version 1.2's types, and a tag for every function. */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type Document,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { refuse, type Refusal } from './refusal.ts';
import { splitAttribute } from './sub-text.ts';

export interface YamlOptions {
  /** Templates may hold no alias; what `AWS::Include` brings in may. */
  readonly aliases: 'refuse' | 'expand';
}

/** How many values a text may stand for when all aliases are written out. */
const valuesMax = 500_000;

/** The one value that a YAML text stands for, with the tags of functions in their long form. */
export function readYaml(
  text: string,
  options: YamlOptions & { readonly depthMax: number },
): { readonly value: JsonValue } | Refusal {
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `(line ${line}, column ${col})`;
  };
  // Deep nesting would exhaust the stack of the parser's callers, and in places its own.
  const tokens: CST.Token[] = [];
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    if (parser.stack.length > options.depthMax) return notWellFormed(place(parser.offset));
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());

  const composer = new Composer({ version: '1.2', schema: 'core', merge: false, uniqueKeys: false });
  const documents = [...composer.compose(tokens)];
  const document: Document.Parsed | undefined = documents[0];
  const fault = document?.errors[0] ?? documents[1]?.range[0];
  if (fault !== undefined) {
    const offset = typeof fault === 'number' ? fault : fault.pos[0];
    return notWellFormed(place(offset));
  }
  try {
    return { value: new Converter(options.aliases).convert(document?.contents ?? null).value };
  } catch (error) {
    if (error instanceof Unfit) return refuse(error.message);
    throw error;
  }
}

const notWellFormed = (place: string): Refusal => refuse(`Template format error: YAML not well-formed. ${place}`);

/** Leaves the recursion; never leaves this file. */
class Unfit extends Error {}

interface Converted {
  readonly value: JsonValue;
  /** How many values it holds, itself and what its aliases stand for counted. */
  readonly size: number;
}

class Converter {
  readonly #aliases: YamlOptions['aliases'];
  /** `undefined` while the anchored value is still being read: an alias inside it would never end. */
  readonly #anchored = new Map<string, Converted | undefined>();

  constructor(aliases: YamlOptions['aliases']) {
    this.#aliases = aliases;
  }

  convert(node: ParsedNode | null): Converted {
    if (node === null) return { value: null, size: 1 };
    if (isAlias(node)) return this.#alias(node.source);
    if (node.anchor !== undefined) this.#anchored.set(node.anchor, undefined);
    const plain = this.#plain(node);
    const converted = { value: withTag(plain.value, node.tag), size: plain.size };
    if (converted.size > valuesMax) throw new Unfit('Template error: YAML aliases stand for too many values');
    if (node.anchor !== undefined) this.#anchored.set(node.anchor, converted);
    return converted;
  }

  #alias(name: string): Converted {
    if (this.#aliases === 'refuse')
      throw new Unfit('Template error: YAML aliases are not allowed in CloudFormation templates');
    const converted = this.#anchored.get(name);
    if (converted === undefined) throw new Unfit(`Template error: YAML alias ${name} stands for no finished value`);
    return converted;
  }

  #plain(node: Exclude<ParsedNode, { readonly source: string; readonly resolve: unknown }>): Converted {
    if (isScalar(node)) return { value: scalarValue(node), size: 1 };
    if (isMap(node)) return this.#map(node);
    if (!isSeq<ParsedNode>(node)) throw new Unfit('Template format error: unsupported structure.');
    const items = node.items.map((item) => this.convert(item));
    return { value: items.map(({ value }) => value), size: sizeOf(items) };
  }

  #map(node: YAMLMap.Parsed): Converted {
    const parts: Converted[] = [];
    const merged: JsonObject[] = [];
    const entries: [string, JsonValue][] = [];
    for (const { key, value } of node.items) {
      const converted = this.convert(value);
      parts.push(converted);
      const name = keyName(key);
      if (name === '<<' && this.#aliases === 'expand') merged.push(...mergedMaps(converted.value));
      else entries.push([name, converted.value]);
    }
    const inherited = merged.toReversed().flatMap((map) => Object.entries(map));
    return { value: Object.fromEntries([...inherited, ...entries]), size: sizeOf(parts) };
  }
}

const sizeOf = (parts: readonly Converted[]): number => parts.reduce((sum, { size }) => sum + size, 1);

function keyName(key: ParsedNode | null): string {
  if (isScalar(key)) return key.source ?? '';
  throw new Unfit('Template format error: unsupported structure.');
}

function mergedMaps(value: JsonValue): readonly JsonObject[] {
  const maps = isJsonList(value) ? value : [value];
  return maps.map((map) => {
    if (!isJsonObject(map)) throw new Unfit('Template format error: unsupported structure.');
    return map;
  });
}

/** JSON has no infinity, and digits of an account ID must not get lost. */
function scalarValue({ value, source }: Scalar.Parsed): JsonValue {
  if (typeof value === 'number') {
    const text = source ?? String(value);
    const losesDigits = /^[-+]?(0\d|\d+$)/.test(text) && String(value) !== text.replace(/^\+/, '');
    return Number.isFinite(value) && !losesDigits ? value : text;
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  throw new Unfit('Template format error: unsupported structure.');
}

const tagsOfMembers = new Set(['!Ref', '!Condition']);

function withTag(value: JsonValue, tag: string | undefined): JsonValue {
  if (tag === undefined || !/^![^!]/.test(tag)) return value;
  const argument = value === null ? '' : value;
  if (tagsOfMembers.has(tag)) return { [tag.slice(1)]: argument };
  if (tag === '!GetAtt' && typeof argument === 'string') return { 'Fn::GetAtt': splitAttribute(argument) };
  return { [`Fn::${tag.slice(1)}`]: argument };
}
