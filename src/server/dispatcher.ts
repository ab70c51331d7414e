/**
 * Takes a request through all that every operation shares: find the service and the operation, check
 * the signature, decode, hold the input against the constraints, call, encode. It never rejects: what
 * goes wrong is an answer.
 */
import { gunzipSync } from 'node:zlib';
import type { ApiOperation, Protocol, ServiceApi } from '../api/service-api.ts';
import { ApiError } from '../aws/api-error.ts';
import type { RequestContext } from '../aws/caller.ts';
import type { Violations } from '../aws/violation.ts';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { decodeInput, locateOperation } from '../protocol/decode.ts';
import { encodeError, encodeOutput, type ExtraErrors } from '../protocol/encode.ts';
import { identify, type AnyService, type Identified } from '../protocol/identify.ts';
import { findAuthorization } from '../protocol/sigv4/authorization.ts';
import { findViolations } from '../protocol/validation.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { Authenticator } from './authenticate.ts';
import type { CredentialSource } from './credentials.ts';
import { splitEvents, writeEvents } from './streamed-events.ts';
import type { ServerLog } from './server-log.ts';

type Output = Readonly<Record<string, unknown>>;
type AnyHandler = (input: Record<string, unknown>, request: RequestContext) => Promise<Output>;

/** A service's operations as the server calls them: by name, with what the schemas decoded. */
export type HandlerTable = Readonly<Record<string, AnyHandler | undefined>>;

export interface ServedService {
  readonly operations: HandlerTable;
  readonly extraErrors?: ExtraErrors;
  /** Words what an input violates, where the service does not do it as most do. */
  readonly describeViolation?: (violations: Violations, input: Readonly<Record<string, unknown>>) => ApiError;
}

export interface DispatcherOptions {
  /** By service name. A service that is absent answers `NotImplemented` to each of its operations. */
  readonly services: Readonly<Record<string, ServedService | undefined>>;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ServerLog;
  /** Origin by which clients reach Serin where a request names no host. */
  readonly origin: string;
}

/** A compressed body may not swell beyond this many bytes. */
const inflatedMaxBytes = 16 * 1024 * 1024;

interface DecodedCall {
  readonly operation: ApiOperation;
  readonly handler: AnyHandler;
  readonly input: Record<string, unknown>;
  readonly request: WireRequest;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #authenticator: Authenticator;
  /** What was loaded, for those who need not wait for it again. */
  readonly #apis = new Map<AnyService, ServiceApi>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#authenticator = new Authenticator(options.credentials, options.clock);
  }

  async handle(request: WireRequest): Promise<WireResponse> {
    const requestId = this.#options.random.uuid();
    const found = findAuthorization(request);
    const signingName = found.kind === 'found' ? found.authorization.credential.service : undefined;
    const identified = identify(request, signingName);
    if (identified === undefined) return unknownService(request, requestId);
    let api: ServiceApi | undefined;
    try {
      api = this.#apis.get(identified.service) ?? (await this.#load(identified.service));
      if (isUnsigned(identified)) throw notImplemented(api, identified.operation ?? '');
      const pending = this.#authenticator.authenticate(request, found, identified.protocol);
      const authenticated = pending instanceof Promise ? await pending : pending;
      const { protocol } = identified;
      const call = this.#decode(api, identified, inflate(authenticated.request));
      const origin = originOf(call.request, this.#options.origin);
      const output = await call.handler(call.input, { caller: authenticated.caller, requestId, origin });
      return answerOf(api, protocol, call.operation, output, requestId);
    } catch (error) {
      return this.#answerError(error, api, identified, request, requestId);
    }
  }

  async #load(service: AnyService): Promise<ServiceApi> {
    const api = await service.load();
    this.#apis.set(service, api);
    return api;
  }

  /** Throws `ApiError` where there is nothing to call, or no input to call it with. */
  #decode(api: ServiceApi, { protocol, operation: name }: Identified, request: WireRequest): DecodedCall {
    const located = locateOperation(api, protocol, name, request);
    const { operation } = located;
    const handler = this.#handlerOf(api.name, operation.name);
    if (handler === undefined) throw notImplemented(api, operation.name);
    const input = decodeInput(protocol, located);
    // S3 has texts of its own for each of its rules; its operations hold them.
    if (api.name !== 's3') {
      const violations = findViolations(api, operation.name, input, located.labelNames);
      if (violations !== undefined) throw this.#refuse(api, protocol, violations, input);
    }
    return { operation, handler, input, request };
  }

  #refuse(api: ServiceApi, protocol: Protocol, violations: Violations, input: Record<string, unknown>): ApiError {
    return violationError(this.#options.services[api.name], protocol, violations, input);
  }

  #handlerOf(service: string, operation: string): AnyHandler | undefined {
    return handlerOf(this.#options.services[service], operation);
  }

  #answerError(
    error: unknown,
    api: ServiceApi | undefined,
    { protocol, service }: Identified,
    request: WireRequest,
    requestId: string,
  ): WireResponse {
    const known = error instanceof ApiError ? error : this.#hideFailure(error, request, requestId, service.name);
    return encodeError(known, {
      api,
      protocol,
      requestId,
      extraErrors: this.#options.services[service.name]?.extraErrors ?? {},
      method: request.method,
      path: request.path,
      isQueryMode: request.headers['x-amzn-query-mode'] === 'true',
    });
  }

  /** Our own failures are for the log; the caller learns the request's ID. */
  #hideFailure(error: unknown, request: WireRequest, requestId: string, service: string): ApiError {
    this.#options.log.failure(`${request.method} ${request.path} (${service}, request ${requestId})`, error);
    return hiddenFailure(service);
  }
}

function answerOf(
  api: ServiceApi,
  protocol: Protocol,
  operation: ApiOperation,
  output: Output,
  requestId: string,
): WireResponse {
  const { output: head, events } = splitEvents(operation, output);
  const answer = encodeOutput(api, protocol, operation, head, requestId);
  return events === undefined ? answer : { ...answer, body: { chunks: writeEvents(operation, events) } };
}

export function handlerOf(service: ServedService | undefined, operation: string): AnyHandler | undefined {
  const operations = service?.operations;
  return operations !== undefined && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

/** What a service answers to an input that violates the model's constraints. */
export function violationError(
  service: ServedService | undefined,
  protocol: Protocol,
  violations: Violations,
  input: Readonly<Record<string, unknown>>,
): ApiError {
  if (service?.describeViolation !== undefined) return service.describeViolation(violations, input);
  return new ApiError(protocol === 'query' ? 'ValidationError' : 'ValidationException', violations.message);
}

/** What a service says of a failure of ours. */
export function hiddenFailure(service: string): ApiError {
  if (service === 'lambda')
    return new ApiError('ServiceException', 'An error occurred and the request cannot be processed.', {
      Type: 'Service',
    });
  if (service === 's3') return new ApiError('InternalError', 'We encountered an internal error. Please try again.');
  return new ApiError(
    'InternalFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
  );
}

/** Who calls these has a token instead of a key; none of them is served. */
const unsignedOperations: ReadonlySet<string> = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']);

function isUnsigned({ service, operation }: Identified): boolean {
  return service.name === 'sts' && operation !== undefined && unsignedOperations.has(operation);
}

export function notImplemented(api: ServiceApi, operation: string): ApiError {
  return new ApiError('NotImplemented', `Serin does not serve ${api.name}:${operation} yet.`);
}

function unknownService(request: WireRequest, requestId: string): WireResponse {
  const protocol: Protocol = request.headers['x-amz-target'] === undefined ? 'query' : 'json';
  const what = request.headers['x-amz-target'] ?? `${request.method} ${request.path}`;
  const error = new ApiError('UnknownOperationException', `Serin knows no service that serves ${what}`);
  return encodeError(error, {
    api: undefined,
    protocol,
    requestId,
    extraErrors: {},
    method: request.method,
    path: request.path,
    isQueryMode: false,
  });
}

function originOf(request: WireRequest, fallback: string): string {
  const host = request.headers['host'];
  return host === undefined ? fallback : `http://${host}`;
}

function inflate(request: WireRequest): WireRequest {
  if (
    request.headers['content-encoding'] !== 'gzip' ||
    request.headers['x-amz-content-sha256']?.startsWith('STREAMING') === true
  )
    return request;
  if (request.method === 'PUT') return request;
  try {
    return { ...request, body: gunzipSync(request.body, { maxOutputLength: inflatedMaxBytes }) };
  } catch {
    throw new ApiError('SerializationException', 'The compressed request body could not be read');
  }
}
