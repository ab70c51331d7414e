/** The query protocol as a client speaks it: flat parameters out, XML in. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { readBody } from './codecs.ts';

/** As a form's body: `Tags.member.1.Key=team`. */
export function writeQuery(operation: string, version: string, input: object): string {
  const parameters = new URLSearchParams({ Action: operation, Version: version });
  addMember(parameters, '', input);
  return parameters.toString();
}

function addMember(parameters: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) addMember(parameters, `${name}.member.${index + 1}`, item);
  } else if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value))
      addMember(parameters, name === '' ? key : `${name}.${key}`, member);
  } else {
    parameters.set(name, String(value));
  }
}

/** What an answer says, read by the schema of the operation's output. */
export function readQueryAnswer(operation: string, output: NormalizedSchema, xml: string): unknown {
  const start = xml.indexOf(`<${operation}Result>`);
  const end = xml.lastIndexOf(`</${operation}Result>`);
  if (start === -1 || end === -1 || output.isUnitSchema()) return {};
  const result = xml.slice(start + operation.length + '<Result>'.length, end);
  return readBody('xml', output, Buffer.from(`<Result>${result}</Result>`));
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** An error's code and message, as both S3 and the query protocol write them. */
export function readXmlError(xml: string): { readonly __type?: string; readonly message?: string } {
  const textOf = (tag: string): string | undefined => {
    const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(xml)?.[1];
    return text?.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return entities[String(name)] ?? whole;
    });
  };
  const [code, message] = [textOf('Code'), textOf('Message')];
  return { ...(code !== undefined && { __type: code }), ...(message !== undefined && { message }) };
}
