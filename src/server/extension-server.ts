/**
 * Serves what Serin can do beyond AWS's APIs: `POST /_serin/v1/<Operation>` with a JSON object, signed
 * like any request. Answers and errors are in the form of AWS's JSON protocol.
 */
import { ApiError } from '../aws/api-error.ts';
import type { Caller, RequestContext } from '../aws/caller.ts';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { findAuthorization } from '../protocol/sigv4/authorization.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { Authenticator } from './authenticate.ts';
import type { CredentialSource } from './credentials.ts';
import { type NamedAnswer, type NamedCall, refusedCall } from './named-calls.ts';
import type { ServerLog } from './server-log.ts';

export type ExtensionHandler = (input: Readonly<Record<string, unknown>>, request: RequestContext) => Promise<object>;

export interface ExtensionServerOptions {
  readonly extensions: Readonly<Record<string, ExtensionHandler>>;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ServerLog;
  readonly origin: string;
}

const pathPrefix = '/_serin/v1/';

export class ExtensionServer {
  readonly #options: ExtensionServerOptions;
  readonly #authenticator: Authenticator;

  constructor(options: ExtensionServerOptions) {
    this.#options = options;
    this.#authenticator = new Authenticator(options.credentials, options.clock);
  }

  serves({ path }: WireRequest): boolean {
    return path.startsWith(pathPrefix);
  }

  /** Never rejects: what goes wrong is an answer. */
  async handle(request: WireRequest): Promise<WireResponse> {
    const requestId = this.#options.random.uuid();
    try {
      const authenticated = await this.#authenticator.authenticate(request, findAuthorization(request), 'json');
      const name = request.path.slice(pathPrefix.length);
      if (request.method !== 'POST') throw unknownOperation(`${request.method} ${request.path}`);
      const output = await this.#carryOut(name, authenticated.request.body, authenticated.caller, requestId);
      return answer(200, output, requestId);
    } catch (error) {
      const { type, message } = this.#describe(error, `${request.method} ${request.path}`, requestId);
      return answer(statusOf(type), { __type: type, message }, requestId);
    }
  }

  /** The same for a caller who is known already. Never rejects. */
  async call({ operation, region, body }: NamedCall, callerIn: (region: string) => Caller): Promise<NamedAnswer> {
    const requestId = this.#options.random.uuid();
    try {
      const output = await this.#carryOut(operation, body, callerIn(region), requestId);
      return { status: 200, body: encode(output) };
    } catch (error) {
      const { type, message } = this.#describe(error, `serin:${operation}`, requestId);
      return refusedCall(statusOf(type), type, message, requestId);
    }
  }

  #carryOut(name: string, body: Uint8Array, caller: Caller, requestId: string): Promise<object> {
    const { extensions, origin } = this.#options;
    const handler = Object.hasOwn(extensions, name) ? extensions[name] : undefined;
    if (handler === undefined) throw unknownOperation(name);
    return handler(parseInput(body), { caller, requestId, origin });
  }

  /** Our own failures are for the log. */
  #describe(error: unknown, what: string, requestId: string): ApiError {
    if (error instanceof ApiError) return error;
    this.#options.log.failure(`${what} (request ${requestId})`, error);
    return new ApiError('InternalFailure', 'Something went wrong in Serin; its log says more');
  }
}

const unknownOperation = (name: string): ApiError =>
  new ApiError('UnknownOperationException', `Serin has no operation ${name}`);

function parseInput(body: Uint8Array): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = JSON.parse(Buffer.from(body).toString());
  } catch {
    throw new ApiError('SerializationException', 'The body is no JSON');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new ApiError('SerializationException', 'The body is no JSON object');
  return { ...input };
}

const forbidden =
  /^(MissingAuthenticationToken|IncompleteSignature|InvalidSignature|UnrecognizedClient|ExpiredToken|AccessDenied)/;

function statusOf(type: string): number {
  if (type === 'InternalFailure') return 500;
  if (forbidden.test(type)) return 403;
  return type === 'UnknownOperationException' ? 404 : 400;
}

function answer(status: number, output: object, requestId: string): WireResponse {
  const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-RequestId': requestId };
  return { status, headers, body: encode(output) };
}

function encode(output: object): Uint8Array {
  // Moments are seconds since 1970, as in AWS's JSON; `toJSON` would have made them text before.
  const text = JSON.stringify(output, function (this: Record<string, unknown>, key: string, value: unknown) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1000 : value;
  });
  return Buffer.from(text);
}
