/** From the request as it came to an operation and its input. */
import type { ApiOperation, Protocol, ServiceApi } from '../api/service-api.ts';
import { ApiError } from '../aws/api-error.ts';
import type { WireRequest } from '../aws/wire.ts';
import { invariant } from '../invariant.ts';
import { NotANumber, readBody, type BodyFormat } from './codecs.ts';
import { readQueryStructure } from './query-reader.ts';
import { findRestRoute, type RestRoute } from './rest-routes.ts';
import { isPlainInput, readRestInput } from './rest-binding.ts';
import { whyWrongType } from './value-types.ts';
import { splitBucket, withHeadersOfAddress } from './s3-address.ts';

export interface Located {
  readonly operation: ApiOperation;
  /** Labels of a REST path. */
  readonly labels: Readonly<Record<string, string>>;
  readonly labelNames: ReadonlySet<string>;
  /** The request, with an S3 bucket taken out of host or path. */
  readonly request: WireRequest;
}

/** Throws `ApiError` where the service has no such operation. */
export function locateOperation(
  api: ServiceApi,
  protocol: Protocol,
  operationName: string | undefined,
  request: WireRequest,
): Located {
  if (operationName !== undefined) {
    const operation = api.findOperation(operationName);
    if (operation === undefined) throw unknownOperation(protocol, operationName, api);
    return { operation, labels: {}, labelNames: noNames, request };
  }
  const { request: addressed, bucket } =
    api.name === 's3' ? splitBucket(withHeadersOfAddress(request)) : { request, bucket: undefined };
  const route = findRestRoute(api, addressed);
  if (route === undefined)
    throw new ApiError('UnknownOperationException', `${request.method} ${request.path} is no operation of ${api.name}`);
  const meant = api.name === 's3' ? withoutBucket(api, route, bucket) : route;
  const labels = bucket === undefined ? meant.labels : { ...meant.labels, Bucket: bucket };
  return { operation: meant.operation, labels, labelNames: meant.labelNames, request: addressed };
}

const noNames: ReadonlySet<string> = new Set();

/** `GET /` of no bucket lists the buckets; of a bucket, its objects. */
function withoutBucket(api: ServiceApi, route: RestRoute, bucket: string | undefined): RestRoute {
  const takesBucket = !route.operation.input.isUnitSchema() && 'Bucket' in route.operation.input.getMemberSchemas();
  if (bucket === undefined && route.operation.http?.method === 'GET') {
    const listBuckets = api.findOperation('ListBuckets');
    invariant(listBuckets !== undefined, 'S3 lists buckets');
    return { operation: listBuckets, labels: {}, labelNames: noNames };
  }
  if (takesBucket || bucket === undefined) return route;
  const listObjects = api.findOperation('ListObjects');
  invariant(listObjects !== undefined, 'S3 lists objects');
  return { ...route, operation: listObjects };
}

function unknownOperation(protocol: Protocol, name: string, api: ServiceApi): ApiError {
  if (protocol === 'query') {
    return new ApiError('InvalidAction', `Could not find operation ${name} for version ${api.version}`);
  }
  return new ApiError('UnknownOperationException', `${name} is no operation of ${api.name}`);
}

/** Reads the input. Throws `ApiError` with SerializationException where the body cannot be read. */
export function decodeInput(protocol: Protocol, located: Located): Record<string, unknown> {
  const input = readInput(protocol, located);
  if (needsNoCheck(protocol, located.operation)) return input;
  const problem = whyWrongType(located.operation.input, input);
  if (problem === undefined) return input;
  if (protocol === 'rest-xml') throw malformedXml();
  throw new ApiError(protocol === 'query' ? 'MalformedInput' : 'SerializationException', problem);
}

const unchecked = new WeakMap<ApiOperation, boolean>();

function needsNoCheck(protocol: Protocol, operation: ApiOperation): boolean {
  let isPlain = unchecked.get(operation);
  if (isPlain === undefined) {
    isPlain = (protocol === 'rest-json' || protocol === 'rest-xml') && isPlainInput(operation.input);
    unchecked.set(operation, isPlain);
  }
  return isPlain;
}

function readInput(protocol: Protocol, { operation, labels, request }: Located): Record<string, unknown> {
  try {
    switch (protocol) {
      case 'rest-json':
      case 'rest-xml': {
        const input = readRestInput(operation, request, labels, bodyFormatOf(protocol));
        return input;
      }
      case 'json':
      case 'smithy-rpc-v2-cbor':
        return readRpcInput(operation, request, bodyFormatOf(protocol));
      case 'query': {
        const text = request.body.length > 0 ? Buffer.from(request.body).toString('utf8') : request.query;
        return readQueryStructure(operation.input, text);
      }
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (protocol === 'rest-xml' && error instanceof NotANumber)
      throw new ApiError('InvalidArgument', `Provided ${error.text} not an integer or within integer range`);
    if (protocol === 'rest-xml') throw malformedXml();
    throw new ApiError(
      protocol === 'query' ? 'MalformedInput' : 'SerializationException',
      `Could not read the request: ${error instanceof Error ? error.message : 'malformed body'}`,
    );
  }
}

const malformedXml = (): ApiError =>
  new ApiError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

function readRpcInput(operation: ApiOperation, request: WireRequest, format: BodyFormat): Record<string, unknown> {
  if (operation.input.isUnitSchema() || request.body.length === 0) return {};
  const read = readBody(format, operation.input, request.body);
  if (typeof read !== 'object' || read === null)
    throw new ApiError('SerializationException', 'The request body is not a structure');
  return { ...read };
}

export function bodyFormatOf(protocol: Protocol): BodyFormat {
  switch (protocol) {
    case 'rest-json':
      return 'rest-json';
    case 'rest-xml':
    case 'query':
      return 'xml';
    case 'json':
      return 'json';
    case 'smithy-rpc-v2-cbor':
      return 'cbor';
  }
}
