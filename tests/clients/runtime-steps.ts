/**
 * What a function on one of AWS's own runtime clients does as `provided.al2023`, told and asked with
 * AWS's SDK. The functions, of one mind in all languages, answer what they know of their invocation.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCompleteEvent,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { SerinProgram } from '../serin-program.ts';
import { sdkConfig } from './checkout-function.ts';
import type { Steps } from './steps.ts';
import { lambdaTrust } from './workspace.ts';

export interface RuntimePackage {
  /** With its version, as the summary names it. */
  readonly client: string;
  readonly zip: Uint8Array;
  readonly handler: string;
  /** A handler with which the function cannot start, and how that is reported. */
  readonly absent: { readonly handler: string; readonly errorType: RegExp };
  /** A handler that streams, where the runtime client can. */
  readonly streaming?: {
    readonly handler: string;
    /** Whether it can tell of an error after it has begun to answer. */
    readonly breaksOff: boolean;
  };
}

const FunctionName = 'checkout';
const MemorySize = 512;
const timeoutSeconds = 20;
const area = 'runtimes';

export async function useRuntime(
  { serin, steps }: { readonly serin: SerinProgram; readonly steps: Steps },
  runtime: RuntimePackage,
): Promise<void> {
  const lambda = new LambdaClient(sdkConfig(serin.environment));
  const step = (name: string, body: () => Promise<void>) => steps.step(runtime.client, area, name, body);
  await step('CreateFunction, two versions and an alias', () => createFunction(lambda, serin, runtime));
  await useWell(lambda, serin, step);
  await useBadly(lambda, step);
  await useVersions(lambda, step);
  await useLimits(lambda, step, runtime);
  await useStreams(lambda, step, runtime);
}

type Step = (name: string, body: () => Promise<void>) => Promise<void>;

/** What the functions answer. */
interface Told {
  readonly value: unknown;
  readonly requestId: string;
  readonly functionArn: string;
  readonly remainingMs: number;
  readonly memoryMiB: number;
  readonly functionName: string;
  readonly version: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly who: string;
  /** How many invocations its process has had. */
  readonly calls: number;
  readonly process: string;
}

interface Invocation {
  readonly requestId: string;
  readonly executedVersion: string | undefined;
  readonly functionError: string | undefined;
  readonly payload: string;
  readonly log: string;
}

interface Call {
  readonly Qualifier?: string;
  readonly ClientContext?: string;
}

async function invoke(lambda: LambdaClient, event: object, call: Call = { Qualifier: 'live' }): Promise<Invocation> {
  const command = new InvokeCommand({ FunctionName, LogType: 'Tail', Payload: JSON.stringify(event), ...call });
  const { $metadata, ExecutedVersion, FunctionError, Payload, LogResult } = await lambda.send(command);
  return {
    requestId: $metadata.requestId ?? '',
    executedVersion: ExecutedVersion,
    functionError: FunctionError,
    payload: Payload?.transformToString() ?? '',
    log: Buffer.from(LogResult ?? '', 'base64').toString(),
  };
}

/** What a function that went well told. */
async function ask(
  lambda: LambdaClient,
  event: object,
  call?: Call,
): Promise<Told & { readonly invocation: Invocation }> {
  const invocation = await invoke(lambda, event, call);
  assert.equal(invocation.functionError, undefined, `${invocation.payload}\n${invocation.log}`);
  return { ...(JSON.parse(invocation.payload) as Told), invocation };
}

async function createFunction(lambda: LambdaClient, serin: SerinProgram, runtime: RuntimePackage): Promise<void> {
  const iam = new IAMClient(sdkConfig(serin.environment));
  const role = new CreateRoleCommand({ RoleName: 'runner', AssumeRolePolicyDocument: lambdaTrust });
  const Role = (await iam.send(role)).Role?.Arn;
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'provided.al2023',
      Handler: runtime.handler,
      Role,
      MemorySize,
      Timeout: timeoutSeconds,
      Code: { ZipFile: runtime.zip },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await configure(lambda, { Description: 'the second' });
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
}

async function configure(
  lambda: LambdaClient,
  change: { readonly Description?: string; readonly Timeout?: number; readonly Handler?: string },
): Promise<void> {
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...change }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
}

async function useWell(lambda: LambdaClient, serin: SerinProgram, step: Step): Promise<void> {
  let first: Told | undefined;
  await step('a cold start, the event and what it knows of its invocation', async () => {
    const value = { text: 'grüß dich ☃', list: [1, null, true] };
    const ClientContext = Buffer.from(JSON.stringify({ custom: { who: 'me' } })).toString('base64');
    const { invocation, ...told } = await ask(lambda, { value }, { Qualifier: 'live', ClientContext });
    first = told;
    const { remainingMs, logStream, process, ...rest } = told;
    assert.deepEqual(rest, {
      value,
      requestId: invocation.requestId,
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:checkout:live',
      memoryMiB: MemorySize,
      functionName: FunctionName,
      version: '1',
      logGroup: '/aws/lambda/checkout',
      who: 'me',
      calls: 1,
    });
    assert.ok(remainingMs > 0 && remainingMs <= timeoutSeconds * 1000, `${remainingMs} ms remain`);
    assert.match(logStream, /^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/);
    assert.notEqual(process, '');
    assert.match(invocation.log, /^REPORT RequestId: .*\tInit Duration: \d+\.\d\d ms\t?$/m);
  });
  await step('another invocation in the same process, and its lines in the log', async () => {
    const { invocation, calls, process } = await ask(lambda, {});
    assert.deepEqual([calls, process], [2, first?.process]);
    const { requestId, log } = invocation;
    const lines = `^START RequestId: ${requestId} Version: 1\ncalled by ${requestId}\nEND RequestId: ${requestId}\nREPORT `;
    assert.match(log, new RegExp(lines));
    assert.doesNotMatch(log, /Init Duration/);
    await findInLogs(serin, `called by ${requestId}`);
  });
  await step('five megabytes there and back', async () => {
    const value = 'abcdefgh'.repeat(655_360);
    const { value: answered } = await ask(lambda, { value });
    assert.ok(answered === value);
  });
}

async function findInLogs(serin: SerinProgram, text: string): Promise<void> {
  const logs = new CloudWatchLogsClient(sdkConfig(serin.environment));
  const wanted = new FilterLogEventsCommand({ logGroupName: '/aws/lambda/checkout', filterPattern: `"${text}"` });
  const endMs = performance.now() + 30_000;
  for (;;) {
    const found = await logs.send(wanted).catch(() => undefined);
    if (found?.events?.some(({ message }) => message?.trim() === text) === true) return;
    assert.ok(performance.now() < endMs, `"${text}" does not come into the log`);
    await sleep(250);
  }
}

async function useBadly(lambda: LambdaClient, step: Step): Promise<void> {
  await step('an error of the function, in its own words', async () => {
    const before = await ask(lambda, {});
    const failed = await invoke(lambda, { do: 'fail' });
    assert.equal(failed.functionError, 'Unhandled');
    const { errorMessage, errorType } = JSON.parse(failed.payload) as Record<string, unknown>;
    assert.equal(errorMessage, 'on purpose');
    assert.match(String(errorType), /(^|\W)refusal$/i);
    const after = await ask(lambda, {});
    assert.deepEqual([after.calls, after.process], [before.calls + 2, before.process]);
  });
  await step('the end of its process, and a new one after it', async () => {
    const before = await ask(lambda, {});
    const { functionError, payload, requestId, log } = await invoke(lambda, { do: 'exit' });
    assert.equal(functionError, 'Unhandled');
    assert.deepEqual(JSON.parse(payload), {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 3`,
    });
    assert.match(log, /\tStatus: error\tError Type: Runtime\.ExitError$/m);
    const after = await ask(lambda, {});
    assert.equal(after.calls, 1);
    assert.notEqual(after.process, before.process);
  });
}

async function useVersions(lambda: LambdaClient, step: Step): Promise<void> {
  await step('two versions behind an alias', async () => {
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.5 } };
    await lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', RoutingConfig }));
    const versionOf = new Map<string, string>();
    // One in a billion times, all of thirty calls go to the same version.
    for (let call = 0; call < 30; call += 1) {
      const { version, process, invocation } = await ask(lambda, {});
      assert.equal(version, invocation.executedVersion);
      assert.equal(versionOf.get(process) ?? version, version, 'a process serves one version');
      versionOf.set(process, version);
    }
    assert.deepEqual([...new Set(versionOf.values())].toSorted(), ['1', '2']);
  });
}

/** With what was not published: its configuration can change. */
async function useLimits(lambda: LambdaClient, step: Step, { absent }: RuntimePackage): Promise<void> {
  const latest = {};
  await step('a function that takes too long', async () => {
    await configure(lambda, { Timeout: 3 });
    const { functionError, payload, requestId, log } = await invoke(lambda, { do: 'sleep' }, latest);
    assert.equal(functionError, 'Unhandled');
    assert.deepEqual(JSON.parse(payload), {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`,
    });
    assert.match(log, /\tStatus: timeout$/m);
    await configure(lambda, { Timeout: timeoutSeconds });
    assert.equal((await ask(lambda, {}, latest)).calls, 1);
  });
  await step('a function that cannot start', async () => {
    await configure(lambda, { Handler: absent.handler });
    const { functionError, payload, log } = await invoke(lambda, {}, latest);
    assert.equal(functionError, 'Unhandled');
    const { errorType } = JSON.parse(payload) as Record<string, unknown>;
    assert.match(String(errorType), absent.errorType, payload);
    assert.match(log, /^REPORT RequestId: .*\tStatus: error\tError Type: \S+$/m);
  });
}

async function useStreams(lambda: LambdaClient, step: Step, { streaming }: RuntimePackage): Promise<void> {
  if (streaming === undefined) return;
  await step('an answer that comes while the function goes on', async () => {
    await configure(lambda, { Handler: streaming.handler });
    const { text, end } = await readStream(lambda, 'stream');
    assert.deepEqual([text, end], ['first second', {}]);
    // To who asks for it whole it comes so.
    const whole = await invoke(lambda, { do: 'stream' }, {});
    assert.deepEqual([whole.functionError, whole.payload.replace(prelude, '')], [undefined, 'first second']);
  });
  if (!streaming.breaksOff) return;
  await step('an answer that breaks off', async () => {
    const { text, end } = await readStream(lambda, 'break');
    assert.equal(text, 'first second');
    assert.equal(end?.ErrorCode, 'Unhandled');
    const { errorMessage } = JSON.parse(end?.ErrorDetails ?? '{}') as Record<string, unknown>;
    assert.equal(errorMessage, 'midway');
  });
}

/** Some runtime clients put status and headers first, whoever asks. */
// oxlint-disable-next-line no-control-regex
const prelude = /^\{.*\}\0{8}/;

interface ReadStream {
  readonly text: string;
  readonly end: InvokeWithResponseStreamCompleteEvent | undefined;
}

/** The function is let on to its second part when its first one is here. */
async function readStream(lambda: LambdaClient, todo: string): Promise<ReadStream> {
  const gate = createServer().listen(0, '127.0.0.1');
  await once(gate, 'listening');
  try {
    const passing = once(gate, 'connection') as Promise<[Socket]>;
    const { port } = gate.address() as AddressInfo;
    const Payload = JSON.stringify({ do: todo, gate: `127.0.0.1:${port}` });
    const answer = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName, Payload }));
    let text = '';
    let end: InvokeWithResponseStreamCompleteEvent | undefined;
    for await (const { PayloadChunk, InvokeComplete } of answer.EventStream ?? []) {
      text += Buffer.from(PayloadChunk?.Payload ?? []).toString();
      if (text.endsWith('first ')) (await passing)[0].end();
      end = InvokeComplete ?? end;
    }
    return { text: text.replace(prelude, ''), end };
  } finally {
    gate.close();
  }
}
