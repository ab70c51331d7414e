/**
 * Serves what Serin can do beyond AWS's APIs: `POST /_serin/v1/<Operation>` with a JSON object, signed
 * like any request. Answers and errors are in the form of AWS's JSON protocol.
 */
import { ApiError } from '../aws/api-error.ts';
import type { RequestContext } from '../aws/caller.ts';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { findAuthorization } from '../protocol/sigv4/authorization.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { Authenticator } from './authenticate.ts';
import type { CredentialSource } from './credentials.ts';
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
      const { extensions, origin } = this.#options;
      const handler = Object.hasOwn(extensions, name) ? extensions[name] : undefined;
      if (handler === undefined || request.method !== 'POST')
        throw new ApiError('UnknownOperationException', `Serin has no operation ${request.method} ${request.path}`);
      const output = await handler(parseInput(authenticated.request), {
        caller: authenticated.caller,
        requestId,
        origin,
      });
      return answer(200, output, requestId);
    } catch (error) {
      if (error instanceof ApiError) return refuse(error, requestId);
      this.#options.log.failure(`${request.method} ${request.path} (request ${requestId})`, error);
      return answer(
        500,
        { __type: 'InternalFailure', message: 'Something went wrong in Serin; its log says more' },
        requestId,
      );
    }
  }
}

function parseInput({ body }: WireRequest): Readonly<Record<string, unknown>> {
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

function refuse({ type, message }: ApiError, requestId: string): WireResponse {
  const status = forbidden.test(type) ? 403 : type === 'UnknownOperationException' ? 404 : 400;
  return answer(status, { __type: type, message }, requestId);
}

function answer(status: number, output: object, requestId: string): WireResponse {
  // Moments are seconds since 1970, as in AWS's JSON; `toJSON` would have made them text before.
  const body = JSON.stringify(output, function (this: Record<string, unknown>, key: string, value: unknown) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1000 : value;
  });
  const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-RequestId': requestId };
  return { status, headers, body: Buffer.from(body) };
}
