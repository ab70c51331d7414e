import { describePlace, readJsonTree } from '../aws/json-tree.ts';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { refuse, type Refusal } from './refusal.ts';
import { readYaml, type YamlOptions } from './yaml-tree.ts';

/** A template as its text says it, with all functions in their long form (`Fn::Sub`, `Ref`). */
export interface ParsedTemplate {
  readonly kind: 'template';
  readonly tree: JsonObject;
}

/** As large as AWS takes a template from a bucket; inside of a request it is less. */
export const templateBytesMax = 1_000_000;

/** Deeper than any template that AWS is known to take, and shallow enough to walk with recursion. */
const depthMax = 200;

/**
 * Reads a template, in YAML or JSON.
 *
 * Short forms become long ones: `!GetAtt a.b.c` is `{"Fn::GetAtt": ["a", "b.c"]}`. Of two members
 * with one name the last counts. What AWS refuses is refused in its words.
 */
export function parseTemplate(text: string): ParsedTemplate | Refusal {
  const value = parseText(text, { aliases: 'refuse' });
  if ('kind' in value) return value;
  if (!isJsonObject(value.value)) return refuse('Template format error: unsupported structure.');
  return { kind: 'template', tree: value.value };
}

/**
 * Reads a snippet that `AWS::Include` brings into a template. It may be any value, and in contrast to
 * a template it may use anchors, aliases and merge keys, whose expansion is bounded.
 */
export function parseSnippet(text: string): { readonly value: JsonValue } | Refusal {
  return parseText(text, { aliases: 'expand' });
}

function parseText(text: string, options: YamlOptions): { readonly value: JsonValue } | Refusal {
  if (new TextEncoder().encode(text).length > templateBytesMax)
    return refuse(`Template may not exceed ${templateBytesMax} bytes in size.`);
  const unmarked = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const read = /^\s*\{/.test(unmarked) ? readJson(unmarked) : readYaml(unmarked, { ...options, depthMax });
  if ('kind' in read || !isTooDeep(read.value, depthMax)) return read;
  return tooDeep();
}

function readJson(text: string): { readonly value: JsonValue } | Refusal {
  try {
    const value: JsonValue = JSON.parse(text);
    return { value };
  } catch {
    const read = readJsonTree(text);
    if (read.kind === 'tree' || read.fault.reason.includes('nesting depth')) return tooDeep();
    // The parser of AWS names the place after the character that it could not take.
    const [line, column] = describePlace(text, read.fault.offset).match(/\d+/g) ?? [];
    return refuse(`Template format error: JSON not well-formed. (line ${line}, column ${Number(column) + 1})`);
  }
}

function isTooDeep(value: JsonValue, left: number): boolean {
  if (isJsonList(value)) return left === 0 || value.some((item) => isTooDeep(item, left - 1));
  return isJsonObject(value) && (left === 0 || Object.values(value).some((item) => isTooDeep(item, left - 1)));
}

/** AWS's text is not known. */
function tooDeep(): Refusal {
  return refuse(`Template format error: The template is nested deeper than the maximum allowed (${depthMax}).`);
}
