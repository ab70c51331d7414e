/** From an operation's output, or an error, to the answer as it travels. */
import type { ApiOperation, Protocol, ServiceApi } from '../api/service-api.ts';
import type { ApiError } from '../aws/api-error.ts';
import { commonErrors } from '../aws/common-errors.ts';
import type { WireResponse } from '../aws/wire.ts';
import { writeBody } from './codecs.ts';
import { bodyFormatOf } from './decode.ts';
import { writeRestOutput } from './rest-binding.ts';

export function encodeOutput(
  api: ServiceApi,
  protocol: Protocol,
  operation: ApiOperation,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
): WireResponse {
  switch (protocol) {
    case 'rest-json':
    case 'rest-xml': {
      const { status, headers, body } = writeRestOutput(operation, output, bodyFormatOf(protocol));
      // The model knows one status of success; HTTP has another for a part of what was asked for.
      const answered = status === 200 && headers['Content-Range'] !== undefined ? 206 : status;
      return { status: answered, headers: { ...headers, ...requestIds(api, requestId) }, body };
    }
    case 'json': {
      const body = operation.output.isUnitSchema() ? Buffer.from('{}') : writeBody('json', operation.output, output);
      return {
        status: 200,
        headers: { 'Content-Type': `application/x-amz-json-${api.jsonVersion}`, ...requestIds(api, requestId) },
        body,
      };
    }
    case 'smithy-rpc-v2-cbor': {
      const headers = { 'Smithy-Protocol': 'rpc-v2-cbor', ...requestIds(api, requestId) };
      if (operation.output.isUnitSchema()) return { status: 200, headers, body: new Uint8Array() };
      return {
        status: 200,
        headers: { 'Content-Type': 'application/cbor', ...headers },
        body: writeBody('cbor', operation.output, output),
      };
    }
    case 'query':
      return {
        status: 200,
        headers: { 'Content-Type': 'text/xml', ...requestIds(api, requestId) },
        body: queryResult(api, operation, output, requestId),
      };
  }
}

function queryResult(
  api: ServiceApi,
  operation: ApiOperation,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
): Uint8Array {
  const { name } = operation;
  const result = operation.output.isUnitSchema()
    ? ''
    : `<${name}Result>${innerXml(writeBody('xml', operation.output, output))}</${name}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return Buffer.from(`<${name}Response xmlns="${api.xmlNamespace ?? ''}">${result}${metadata}</${name}Response>`);
}

/** What stands between the outermost tags, which the codec names after the shape. */
function innerXml(xml: Uint8Array): string {
  const text = Buffer.from(xml).toString('utf8');
  const start = text.indexOf('>') + 1;
  const end = text.lastIndexOf('</');
  return end < start ? '' : text.slice(start, end);
}

function requestIds(api: ServiceApi, requestId: string): Record<string, string> {
  if (api.name === 's3')
    return { 'x-amz-request-id': requestId, 'x-amz-id-2': Buffer.from(requestId).toString('base64') };
  return { 'x-amzn-RequestId': requestId };
}

interface ErrorOnTheWire {
  readonly code: string;
  readonly status: number;
  /** How the error's shape spells the message's member. */
  readonly messageKey: string;
  /** What AWS puts before the name in `__type`. */
  readonly namespace: string | undefined;
  readonly shapeName: string;
}

/** Codes that a service answers with beside its schemas' and AWS's common ones. */
export type ExtraErrors = Readonly<Record<string, { readonly code: string; readonly httpStatus: number }>>;

function resolveError(api: ServiceApi | undefined, error: ApiError, extraErrors: ExtraErrors): ErrorOnTheWire {
  const shape = api?.findError(error.type);
  if (shape !== undefined) {
    const members = Object.keys(shape.schema.getMemberSchemas());
    const messageKey = members.find((member) => member.toLowerCase() === 'message') ?? 'message';
    const namespace = shape.schema.getName(true)?.split('#')[0];
    return { code: shape.code, status: shape.httpStatus, messageKey, namespace, shapeName: shape.name };
  }
  const known = extraErrors[error.type] ?? commonErrors[error.type] ?? { code: error.type, httpStatus: 400 };
  return {
    code: known.code,
    status: known.httpStatus,
    messageKey: 'message',
    namespace: undefined,
    shapeName: error.type,
  };
}

/** The code that a client finds in the error, with which protocol it may be. */
export const errorCodeOf = (api: ServiceApi, error: ApiError, extraErrors: ExtraErrors): string =>
  resolveError(api, error, extraErrors).code;

export interface ErrorTarget {
  readonly api: ServiceApi | undefined;
  readonly protocol: Protocol;
  readonly requestId: string;
  readonly extraErrors: ExtraErrors;
  /** `HEAD` gets no body; S3 names the resource. */
  readonly method: string;
  readonly path: string;
  /** Whether the client wants the query protocol's code too. */
  readonly isQueryMode: boolean;
}

export function encodeError(error: ApiError, target: ErrorTarget): WireResponse {
  const resolved = resolveError(target.api, error, target.extraErrors);
  const { requestId } = target;
  switch (target.protocol) {
    case 'rest-json': {
      const body = { ...error.members, [resolved.messageKey]: error.message };
      const headers = {
        'Content-Type': 'application/json',
        'x-amzn-ErrorType': resolved.code,
        'x-amzn-RequestId': requestId,
      };
      return {
        status: resolved.status,
        headers: { ...headers, ...retryAfter(error) },
        body: Buffer.from(JSON.stringify(withoutHeaders(body))),
      };
    }
    case 'json':
      return rpcError(error, resolved, target, `application/x-amz-json-${target.api?.jsonVersion ?? '1.1'}`);
    case 'smithy-rpc-v2-cbor':
      return rpcError(error, resolved, target, 'application/cbor');
    case 'query': {
      const kind = resolved.status >= 500 ? 'Receiver' : 'Sender';
      const detail = `<Error><Type>${kind}</Type><Code>${escapeXml(resolved.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
      const body = `<ErrorResponse xmlns="${target.api?.xmlNamespace ?? ''}">${detail}<RequestId>${requestId}</RequestId></ErrorResponse>`;
      return {
        status: resolved.status,
        headers: { 'Content-Type': 'text/xml', 'x-amzn-RequestId': requestId },
        body: Buffer.from(body),
      };
    }
    case 'rest-xml':
      return restXmlError(error, resolved, target);
  }
}

/** Members that travel as headers are not in the body. */
function withoutHeaders(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { retryAfterSeconds: _, ...rest } = body;
  return rest;
}

function retryAfter(error: ApiError): Record<string, string> {
  const seconds = error.members['retryAfterSeconds'];
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

function rpcError(error: ApiError, resolved: ErrorOnTheWire, target: ErrorTarget, contentType: string): WireResponse {
  const type = resolved.namespace === undefined ? resolved.shapeName : `${resolved.namespace}#${resolved.shapeName}`;
  const headers: Record<string, string> = { 'Content-Type': contentType, 'x-amzn-RequestId': target.requestId };
  // JSON and CBOR answer 400 to every fault of the caller; in query mode the query protocol's status counts.
  const isCallers = resolved.status < 500;
  const status = isCallers && !target.isQueryMode && resolved.namespace !== undefined ? 400 : resolved.status;
  if (target.isQueryMode) headers['x-amzn-query-error'] = `${resolved.code};${isCallers ? 'Sender' : 'Receiver'}`;
  const members = { __type: type, [resolved.messageKey]: error.message, ...error.members };
  if (contentType !== 'application/cbor') return { status, headers, body: Buffer.from(JSON.stringify(members)) };
  headers['Smithy-Protocol'] = 'rpc-v2-cbor';
  return { status, headers, body: writeCborMap(members) };
}

function restXmlError(error: ApiError, resolved: ErrorOnTheWire, target: ErrorTarget): WireResponse {
  const headers = {
    'x-amz-request-id': target.requestId,
    'x-amz-id-2': Buffer.from(target.requestId).toString('base64'),
  };
  if (target.method === 'HEAD' || resolved.status === 304)
    return { status: resolved.status, headers, body: new Uint8Array() };
  const members = Object.entries(error.members).map(
    ([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
  );
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<Error><Code>${escapeXml(resolved.code)}</Code><Message>${escapeXml(error.message)}</Message>`,
    ...members,
    `<Resource>${escapeXml(target.path)}</Resource><RequestId>${target.requestId}</RequestId></Error>`,
  ].join('');
  return {
    status: resolved.status,
    headers: { 'Content-Type': 'application/xml', ...headers },
    body: Buffer.from(body),
  };
}

/** A CBOR map of text to text or number: all that an error holds, and no schema needed. */
function writeCborMap(members: Readonly<Record<string, unknown>>): Uint8Array {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Buffer.concat([
    cborHead(5, entries.length),
    ...entries.flatMap(([name, value]) => [cborText(name), cborText(String(value))]),
  ]);
}

function cborHead(majorType: number, length: number): Buffer {
  const type = majorType << 5;
  if (length < 24) return Buffer.from([type | length]);
  if (length < 256) return Buffer.from([type | 24, length]);
  return Buffer.from([type | 26, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255]);
}

function cborText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([cborHead(3, bytes.length), bytes]);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
