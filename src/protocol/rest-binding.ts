/** The HTTP bindings of REST services: which member travels as label, query, header or body. */
import type { NormalizedSchema } from '@smithy/core/schema';
import type { ApiOperation } from '../api/service-api.ts';
import type { ResponseBody, WireRequest } from '../aws/wire.ts';
import { readBody, readHttpValue, writeBody, writeHttpValue, type BodyFormat } from './codecs.ts';
import { parseQuery } from './query-string.ts';

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
  for (const [name, member] of operation.input.structIterator()) {
    const traits = member.getMergedTraits();
    const value = readBound(name, member, request, labels, query);
    if (value !== unbound) {
      if (value !== undefined) input[name] = value;
    } else if (traits.httpPayload) {
      const payload = readPayload(member, request, format);
      if (payload !== undefined) input[name] = payload;
    } else {
      hasBodyMembers = true;
    }
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

const unbound = Symbol('bound to the body');

function readBound(
  name: string,
  member: NormalizedSchema,
  request: WireRequest,
  labels: Readonly<Record<string, string>>,
  query: ReadonlyMap<string, readonly string[]>,
): unknown {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) return readText(member, labels[name]);
  if (typeof traits.httpQuery === 'string') {
    const values = query.get(traits.httpQuery);
    if (values === undefined) return undefined;
    if (member.isListSchema()) return values.map((value) => readHttpValue(member.getValueSchema(), value));
    return readText(member, values[0]);
  }
  if (typeof traits.httpHeader === 'string') return readText(member, request.headers[traits.httpHeader.toLowerCase()]);
  if (traits.httpQueryParams) {
    return Object.fromEntries(
      [...query].map(([key, values]) => [key, member.getValueSchema().isListSchema() ? values : values[0]]),
    );
  }
  if (typeof traits.httpPrefixHeaders === 'string')
    return readPrefixed(traits.httpPrefixHeaders.toLowerCase(), request);
  return unbound;
}

function readText(member: NormalizedSchema, text: string | undefined): unknown {
  return text === undefined ? undefined : readHttpValue(member, text);
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
  for (const [name, member] of operation.output.structIterator()) {
    const traits = member.getMergedTraits();
    const value = output[name];
    if (traits.httpPayload) payload = writePayload(member, value, format, headers);
    else if (isAnswerBodyMember(member)) {
      bodyMembers ??= {};
      if (value !== undefined) bodyMembers[name] = value;
    } else if (value !== undefined && value !== null) {
      if (traits.httpResponseCode) status = Number(value);
      else if (typeof traits.httpHeader === 'string') headers[traits.httpHeader] = writeHttpValue(member, value);
      else if (typeof traits.httpPrefixHeaders === 'string') writePrefixed(traits.httpPrefixHeaders, value, headers);
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
