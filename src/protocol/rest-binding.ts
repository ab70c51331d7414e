/** The HTTP bindings of REST services: which member travels as label, query, header or body. */
import type { NormalizedSchema } from '@smithy/core/schema';
import type { ApiOperation } from '../api/service-api.ts';
import type { ResponseBody, WireRequest } from '../aws/wire.ts';
import { readBody, readHttpValue, writeBody, writeHttpValue, type BodyFormat } from './codecs.ts';
import { parseQuery } from './query-string.ts';

/** Where a member of an input travels. */
type InputPlace =
  | { readonly kind: 'label' | 'queries' | 'payload' | 'body' }
  | { readonly kind: 'query' | 'header' | 'prefix'; readonly key: string };

interface InputMember {
  readonly name: string;
  readonly schema: NormalizedSchema;
  readonly place: InputPlace;
  /** A string that stands for itself. */
  readonly isText: boolean;
}

/** Schemas tell where a member travels anew each time they are asked. */
const inputMembers = new WeakMap<NormalizedSchema, readonly InputMember[]>();

function membersOfInput(input: NormalizedSchema): readonly InputMember[] {
  const known = inputMembers.get(input);
  if (known !== undefined) return known;
  const members: InputMember[] = [];
  for (const [name, schema] of input.structIterator())
    members.push({ name, schema, place: inputPlace(schema), isText: isText(schema) });
  inputMembers.set(input, members);
  return members;
}

function inputPlace(schema: NormalizedSchema): InputPlace {
  const traits = schema.getMergedTraits();
  if (traits.httpLabel) return { kind: 'label' };
  if (typeof traits.httpQuery === 'string') return { kind: 'query', key: traits.httpQuery };
  if (typeof traits.httpHeader === 'string') return { kind: 'header', key: traits.httpHeader.toLowerCase() };
  if (traits.httpQueryParams) return { kind: 'queries' };
  if (typeof traits.httpPrefixHeaders === 'string')
    return { kind: 'prefix', key: traits.httpPrefixHeaders.toLowerCase() };
  return { kind: traits.httpPayload ? 'payload' : 'body' };
}

function isText(schema: NormalizedSchema): boolean {
  return schema.isStringSchema() && schema.getMergedTraits().mediaType === undefined;
}

/** Whether an input of this schema is made of plain texts and bytes alone, which nothing can make anything else of. */
export function isPlainInput(input: NormalizedSchema): boolean {
  return (
    input.isStructSchema() &&
    membersOfInput(input).every(
      ({ schema, place, isText: text }) =>
        (text && place.kind !== 'body') ||
        (place.kind === 'payload' && (schema.isBlobSchema() || schema.isStreaming())),
    )
  );
}

export function readRestInput(
  operation: ApiOperation,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  format: BodyFormat,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  if (operation.input.isUnitSchema()) return input;
  const query = parseQuery(request.query);
  let hasBodyMembers = false;
  for (const member of membersOfInput(operation.input)) {
    if (member.place.kind === 'body') {
      hasBodyMembers = true;
      continue;
    }
    const value = readMember(member, request, labels, query, format);
    if (value !== undefined) input[member.name] = value;
  }
  if (hasBodyMembers && request.body.length > 0) {
    const body = readBody(format, operation.input, request.body);
    if (typeof body === 'object' && body !== null) mergeBody(input, body, operation.input);
  }
  return input;
}

/** What the body holds under the name of a member that travels elsewhere is not for it. */
function mergeBody(input: Record<string, unknown>, body: object, schema: NormalizedSchema): void {
  const values: Readonly<Record<string, unknown>> = { ...body };
  for (const [name, member] of schema.structIterator()) {
    const value = values[name];
    if (isBodyMember(member) && value !== undefined && value !== null) input[name] = value;
  }
}

function isBodyMember(member: NormalizedSchema): boolean {
  const traits = member.getMergedTraits();
  return !(traits.httpLabel || traits.httpQuery || traits.httpQueryParams) && isAnswerBodyMember(member);
}

/** A structure may serve as input and as output: what binds a member to the address counts in requests alone. */
function isAnswerBodyMember(member: NormalizedSchema): boolean {
  const traits = member.getMergedTraits();
  return !(traits.httpHeader || traits.httpPrefixHeaders || traits.httpPayload || traits.httpResponseCode);
}

function readMember(
  { name, schema, place, isText: text }: InputMember,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  query: ReadonlyMap<string, readonly string[]>,
  format: BodyFormat,
): unknown {
  switch (place.kind) {
    case 'label':
      return readText(schema, text, labels[name]);
    case 'query': {
      const values = query.get(place.key);
      if (values === undefined) return undefined;
      if (schema.isListSchema()) return values.map((value) => readHttpValue(schema.getValueSchema(), value));
      return readText(schema, text, values[0]);
    }
    case 'header':
      return readText(schema, text, request.headers[place.key]);
    case 'queries':
      return Object.fromEntries(
        [...query].map(([key, values]) => [key, schema.getValueSchema().isListSchema() ? values : values[0]]),
      );
    case 'prefix':
      return readPrefixed(place.key, request);
    case 'payload':
      return readPayload(schema, request, format);
    case 'body':
      return undefined;
  }
}

function readText(schema: NormalizedSchema, isPlain: boolean, text: string | undefined): unknown {
  return text === undefined || isPlain ? text : readHttpValue(schema, text);
}

function readPrefixed(prefix: string, request: WireRequest): Record<string, string> | undefined {
  const entries = Object.entries(request.headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function readPayload(member: NormalizedSchema, request: WireRequest, format: BodyFormat): unknown {
  if (member.isBlobSchema() || member.isStreaming()) return request.body;
  if (request.body.length === 0) return undefined;
  if (member.isStringSchema()) return Buffer.from(request.body).toString('utf8');
  return readBody(format, member, request.body);
}

export interface RestOutput {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ResponseBody;
}

const nothing = new Uint8Array();

/** Where a member of an output travels. */
type OutputPlace =
  | { readonly kind: 'payload' | 'body' | 'status' | 'nowhere' }
  | { readonly kind: 'header' | 'prefix'; readonly key: string };

interface OutputMember {
  readonly name: string;
  readonly schema: NormalizedSchema;
  readonly place: OutputPlace;
  readonly isText: boolean;
}

const outputMembers = new WeakMap<NormalizedSchema, readonly OutputMember[]>();

function membersOfOutput(output: NormalizedSchema): readonly OutputMember[] {
  const known = outputMembers.get(output);
  if (known !== undefined) return known;
  const members: OutputMember[] = [];
  for (const [name, schema] of output.structIterator())
    members.push({ name, schema, place: outputPlace(schema), isText: isText(schema) });
  outputMembers.set(output, members);
  return members;
}

function outputPlace(schema: NormalizedSchema): OutputPlace {
  const traits = schema.getMergedTraits();
  if (traits.httpPayload) return { kind: 'payload' };
  if (isAnswerBodyMember(schema)) return { kind: 'body' };
  if (traits.httpResponseCode) return { kind: 'status' };
  if (typeof traits.httpHeader === 'string') return { kind: 'header', key: traits.httpHeader };
  if (typeof traits.httpPrefixHeaders === 'string') return { kind: 'prefix', key: traits.httpPrefixHeaders };
  return { kind: 'nowhere' };
}

export function writeRestOutput(
  operation: ApiOperation,
  output: Readonly<Record<string, unknown>>,
  format: BodyFormat,
): RestOutput {
  const headers: Record<string, string> = {};
  let status = operation.http?.code ?? 200;
  let payload: ResponseBody | undefined;
  let bodyMembers: Record<string, unknown> | undefined;
  if (operation.output.isUnitSchema()) return { status, headers, body: nothing };
  for (const { name, schema, place, isText: text } of membersOfOutput(operation.output)) {
    const value = output[name];
    if (place.kind === 'payload') payload = writePayload(schema, value, format, headers);
    else if (place.kind === 'body') {
      bodyMembers ??= {};
      if (value !== undefined) bodyMembers[name] = value;
    } else if (value !== undefined && value !== null) {
      if (place.kind === 'status') status = Number(value);
      else if (place.kind === 'header')
        headers[place.key] = text && typeof value === 'string' ? value : writeHttpValue(schema, value);
      else if (place.kind === 'prefix') writePrefixed(place.key, value, headers);
    }
  }
  if (payload === undefined && bodyMembers !== undefined && status !== 204) {
    payload = writeBody(format, operation.output, bodyMembers);
    headers['Content-Type'] ??= contentTypeOf(format);
  }
  return { status, headers, body: payload ?? nothing };
}

function writePayload(
  member: NormalizedSchema,
  value: unknown,
  format: BodyFormat,
  headers: Record<string, string>,
): ResponseBody | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (isFileSlice(value)) return value;
  headers['Content-Type'] ??= contentTypeOf(format);
  return writeBody(format, member, value);
}

export function isFileSlice(value: unknown): value is Exclude<ResponseBody, Uint8Array> {
  return typeof value === 'object' && value !== null && 'file' in value && 'start' in value && 'length' in value;
}

function writePrefixed(prefix: string, value: unknown, headers: Record<string, string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, text] of Object.entries(value)) headers[`${prefix}${name}`] = String(text);
}

export function contentTypeOf(format: BodyFormat): string {
  switch (format) {
    case 'rest-json':
    case 'model-json':
      return 'application/json';
    case 'json':
      return 'application/x-amz-json-1.1';
    case 'xml':
      return 'application/xml';
    case 'cbor':
      return 'application/cbor';
  }
}
