/**
 * Speaks to a running platform as any AWS client does: signed requests over HTTP. The types are those
 * of AWS's SDK, as its JSON carries them: a moment is a number of seconds.
 */
import { cloudformation as cloudformationApi, type CloudformationOperations } from '../api/cloudformation.ts';
import type { CloudwatchOperations } from '../api/cloudwatch.ts';
import type { CodedeployOperations } from '../api/codedeploy.ts';
import type { LambdaOperations } from '../api/lambda.ts';
import { signRequest } from '../protocol/sigv4/sign.ts';
import type { Clock } from '../time/clock.ts';
import { AwsRefusal } from './aws-refusal.ts';
import type { ClientEnvironment } from './client-environment.ts';
import { invariant } from '../invariant.ts';
import type { ExtensionOperations } from './extension-operations.ts';
import { readQueryAnswer, readXmlError, writeQuery } from '../protocol/query-client.ts';
import { createS3Client } from './s3-client.ts';

/** The platform does not answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(endpoint: string, cause: unknown) {
    super(`Serin does not answer at ${endpoint}`, { cause });
  }
}

/** As JSON carries it. */
export type OnTheWire<T> = T extends Date
  ? number
  : T extends readonly (infer Item)[]
    ? readonly OnTheWire<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: OnTheWire<T[Name]> }
      : T;

type Operations = Readonly<Record<string, { readonly input: unknown; readonly output: unknown }>>;
type Call<Ops extends { readonly [Name in keyof Ops]: Operations[string] }> = <Name extends keyof Ops & string>(
  operation: Name,
  input: OnTheWire<Ops[Name]['input']>,
) => Promise<OnTheWire<Ops[Name]['output']>>;

export type AwsClient = ReturnType<typeof createAwsClient>;

const answerTimeoutMs = 30_000;

export function createAwsClient(environment: ClientEnvironment, clock: Clock, region = environment.AWS_REGION) {
  const sender = { environment, region, clock };
  const send = async (request: Outgoing): Promise<unknown> => parseAnswer((await sendSigned(request, sender)).text);
  const post = (service: string, path: string, headers: Readonly<Record<string, string>>, input: unknown) =>
    send({ method: 'POST', service, path, headers, body: Buffer.from(JSON.stringify(input)) });
  // The platform answers in the shapes that AWS's SDK describes: it encodes by the SDK's own schemas.
  const codedeploy = ((operation, input) =>
    post(
      'codedeploy',
      '/',
      jsonHeaders('1.1', `CodeDeploy_20141006.${operation}`),
      input,
    )) as Call<CodedeployOperations>;
  const cloudwatch = ((operation, input) =>
    post(
      'monitoring',
      '/',
      jsonHeaders('1.0', `GraniteServiceVersion20100801.${operation}`),
      input,
    )) as Call<CloudwatchOperations>;
  const extension = ((operation, input) =>
    post('codedeploy', `/_serin/v1/${operation}`, jsonHeaders('1.1'), input)) as Call<ExtensionOperations>;
  const getAlias = (functionName: string, alias: string) => {
    const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/aliases/${encodeURIComponent(alias)}`;
    const answer = send({ method: 'GET', service: 'lambda', path, headers: {} });
    return answer as Promise<OnTheWire<LambdaOperations['GetAlias']['output']>>;
  };
  return {
    codedeploy,
    cloudwatch,
    extension,
    getAlias,
    cloudformation: <Name extends keyof CloudformationOperations>(
      operation: Name,
      input: CloudformationOperations[Name]['input'],
    ) => callCloudformation(operation, input, sender),
    s3: createS3Client((request) => sendSigned({ ...request, service: 's3' }, sender), region),
    region,
    endpoint: environment.AWS_ENDPOINT_URL,
  };
}

/** Unlike the others' JSON, its XML carries moments as dates. */
async function callCloudformation<Name extends keyof CloudformationOperations>(
  name: Name,
  input: CloudformationOperations[Name]['input'],
  sender: Sender,
): Promise<CloudformationOperations[Name]['output']> {
  const operation = (await cloudformationApi.load()).findOperation(name);
  invariant(operation !== undefined, `CloudFormation has an operation ${name}`);
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const body = Buffer.from(writeQuery(name, cloudformationApi.version, input));
  const { text } = await sendSigned({ method: 'POST', service: 'cloudformation', path: '/', headers, body }, sender);
  // The schema that it was read by is that of the operation's output type.
  return readQueryAnswer(name, operation.output, text) as CloudformationOperations[Name]['output'];
}

const jsonHeaders = (version: '1.0' | '1.1', target?: string): Record<string, string> => ({
  'content-type': `application/x-amz-json-${version}`,
  ...(target !== undefined && { 'x-amz-target': target }),
});

interface Outgoing {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly service: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer<ArrayBuffer>;
}

interface Sender {
  readonly environment: ClientEnvironment;
  readonly region: string;
  readonly clock: Clock;
}

/** Throws {@link AwsRefusal} where the answer is an error. */
async function sendSigned(outgoing: Outgoing, { environment, region, clock }: Sender): Promise<Answer> {
  const { method, path, service, body = Buffer.alloc(0) } = outgoing;
  const endpoint = environment.AWS_ENDPOINT_URL;
  const { headers } = signRequest(
    {
      method,
      path,
      query: '',
      headers: { ...outgoing.headers, host: new URL(endpoint).host },
      body,
    },
    {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
      region,
      service,
      nowMs: clock.realNow(),
    },
  );
  const answer = await exchange(endpoint, path, {
    method,
    headers,
    ...((method === 'POST' || method === 'PUT') && { body }),
    signal: AbortSignal.timeout(answerTimeoutMs),
  });
  if (answer.status >= 400) throw refusalOf(parseAnswer(answer.text), answer);
  return answer;
}

interface Answer {
  readonly status: number;
  readonly errorType: string | null;
  readonly text: string;
}

async function exchange(endpoint: string, path: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(endpoint + path, init);
    const errorType = response.headers.get('x-amzn-errortype');
    return { status: response.status, errorType, text: await response.text() };
  } catch (error) {
    throw new Unreachable(endpoint, error);
  }
}

/** An operation without output may answer with nothing at all. */
function parseAnswer(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  if (text.startsWith('<')) return readXmlError(text);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return { message: text };
  }
}

function refusalOf(value: Readonly<Record<string, unknown>>, { status, errorType }: Answer): AwsRefusal {
  const textOf = (...names: readonly string[]): string =>
    names.map((name) => value[name]).find((found) => typeof found === 'string') ?? '';
  const type = (textOf('__type') || (errorType ?? `HTTP ${status}`)).replace(/^.*#/, '').replace(/:.*$/, '');
  return new AwsRefusal(type, textOf('message', 'Message'));
}
