/** Speaks to the rehearsal's platform as any AWS client does: signed requests over HTTP, in AWS's own protocols. */
import type { ApiOperation, ServiceApi } from '../api/service-api.ts';
import type { Service } from '../api/service.ts';
import { invariant } from '../invariant.ts';
import { readBody, writeBody } from '../protocol/codecs.ts';
import { readQueryAnswer, readXmlError, writeQuery } from '../protocol/query-client.ts';
import { signRequest } from '../protocol/sigv4/sign.ts';
import type { Clock } from '../time/clock.ts';

export interface ConnectionOptions {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  readonly clock: Clock;
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly service: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The platform refused an operation, as AWS would. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly type: string;

  constructor(type: string, message: string) {
    super(message === '' ? type : message);
    this.type = type;
  }
}

type Operation = { readonly input: unknown; readonly output: unknown };

/** A service's operations, called by name. */
export type Caller<Ops> = <Name extends keyof Ops & string>(
  name: Name,
  input: Ops[Name] extends Operation ? Ops[Name]['input'] : never,
) => Promise<Ops[Name] extends Operation ? Ops[Name]['output'] : never>;

export class AwsConnection {
  readonly #options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** For services of the JSON and query protocols. */
  caller<Ops>(service: Service<Ops>): Caller<Ops> {
    return (async (name: string, input: unknown) => {
      const api = await service.load();
      const operation = api.findOperation(name);
      invariant(operation !== undefined, `${api.name} has ${name}`);
      return api.protocols.includes('json')
        ? this.#callJson(api, operation, input)
        : this.#callQuery(api, operation, input);
    }) as Caller<Ops>; // The schema with which the answer is read is that of the named operation.
  }

  /** Any answer below 500 is handed over. */
  async send({ method, service, path, headers = {}, body = new Uint8Array() }: HttpCall): Promise<HttpAnswer> {
    const { endpoint, credentials, region, clock } = this.#options;
    const signed = signRequest(
      { method, path, query: '', headers: { ...headers, host: new URL(endpoint).host }, body },
      { ...credentials, region, service, nowMs: clock.realNow() },
    );
    const { host: _, ...sent } = signed.headers;
    const response = await fetch(endpoint + path, {
      method,
      headers: sent,
      ...(method !== 'GET' && { body: bytesOf(body) }),
    });
    const answer = new Uint8Array(await response.arrayBuffer());
    if (response.status >= 500) throw new Error(`${method} ${path}: ${response.status} ${textOf(answer)}`);
    return { status: response.status, headers: response.headers, body: answer };
  }

  async #callJson(api: ServiceApi, operation: ApiOperation, input: unknown): Promise<unknown> {
    const { status, body } = await this.send({
      method: 'POST',
      service: api.signingName,
      path: '/',
      headers: {
        'content-type': `application/x-amz-json-${api.jsonVersion}`,
        'x-amz-target': `${api.targetPrefix}.${operation.name}`,
      },
      body: writeBody('json', operation.input, input),
    });
    if (status >= 400) throw jsonRefusal(body);
    return operation.output.isUnitSchema() || body.length === 0 ? {} : readBody('json', operation.output, body);
  }

  async #callQuery(api: ServiceApi, operation: ApiOperation, input: unknown): Promise<unknown> {
    const { status, body } = await this.send({
      method: 'POST',
      service: api.signingName,
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(writeQuery(operation.name, api.version, Object(input))),
    });
    const text = textOf(body);
    if (status >= 400) throw xmlRefusal(text);
    return readQueryAnswer(operation.name, operation.output, text);
  }
}

/** In the type that `fetch` wants, without a copy. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array<ArrayBuffer> => {
  invariant(buffer instanceof ArrayBuffer, 'no body is shared between threads');
  return new Uint8Array(buffer, byteOffset, byteLength);
};

const textOf = (body: Uint8Array): string => Buffer.from(body).toString();

export function jsonRefusal(body: Uint8Array, type?: string): OperationRefused {
  const value: unknown = JSON.parse(textOf(body));
  const members: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const named = type ?? String(members['__type'] ?? 'UnknownError');
  return new OperationRefused(named.replace(/^.*#/, ''), String(members['message'] ?? members['Message'] ?? ''));
}

function xmlRefusal(text: string): OperationRefused {
  const { __type: type = '', message = '' } = readXmlError(text);
  return new OperationRefused(type, message);
}
