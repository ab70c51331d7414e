/**
 * The promise that everything else stands on: a weighted alias splits real traffic as it says, and a
 * change of its weights holds for every request that is sent after `UpdateAlias` has answered.
 */
import { IAMClient, CreateRoleCommand } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { binomialInterval } from '../binomial.ts';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { createSignedInvoker, type SignedInvoker } from '../signed-invoker.ts';

const clients = 50;

let serin: SerinProgram;
let lambda: LambdaClient;
let invoker: SignedInvoker;

beforeAll(async () => {
  serin = await startSerin();
  const config = {
    endpoint: serin.endpoint,
    region: serin.environment.AWS_REGION,
    credentials: {
      accessKeyId: serin.environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: serin.environment.AWS_SECRET_ACCESS_KEY,
    },
  };
  lambda = new LambdaClient(config);
  const iam = new IAMClient(config);
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'runner', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await publishTwoVersions(Role!.Arn!);
  await lambda.send(new CreateAliasCommand({ FunctionName: 'fn', Name: 'live', FunctionVersion: '1' }));
  await shift('1', { 2: 0.1 });
  invoker = createSignedInvoker(serin.environment, clients);
});

afterAll(async () => {
  invoker?.[Symbol.dispose]();
  await serin?.[Symbol.asyncDispose]();
});

test('ten thousand invocations at weight 0.1 split within the 99.9 % interval, and each names the version that ran', async () => {
  const sample = async (): Promise<readonly Answer[]> => {
    const answers = await keepInvoking((sent) => sent < 10_000);
    expect(answers).toHaveLength(10_000);
    expect(answers.filter(isWrong)).toEqual([]);
    return answers;
  };
  // Once in a thousand runs a sound router is outside of this interval; twice in a row, in a million.
  const first = await sample();
  expectShare(isShare(first, 0.1, 0.999) ? first : await sample(), 0.1, 0.999);
});

test('each change of the weights holds for every request sent after it, while fifty clients keep invoking', async () => {
  let epoch = 0;
  let sentInEpoch = 0;
  let isOver = false;
  const shiftTwice = async (): Promise<void> => {
    // The clients do not pause: many requests are under way at each change.
    for (const [version, weights] of [
      ['1', { 2: 0.5 }],
      ['2', {}],
    ] as const) {
      await until(() => sentInEpoch >= 2000);
      await shift(version, weights);
      epoch += 1;
      sentInEpoch = 0;
    }
    await until(() => sentInEpoch >= 2000);
  };
  const goesOn = (): boolean => {
    sentInEpoch += 1;
    return !isOver;
  };
  const [answers] = await Promise.all([
    keepInvoking(goesOn, () => epoch),
    shiftTwice().finally(() => {
      isOver = true;
    }),
  ]);
  expect(answers.filter(isWrong)).toEqual([]);
  const [before, half, promoted] = [0, 1, 2].map((number) => answers.filter((answer) => answer.epoch === number));
  // Those under way at a change may meet either split: of each epoch, the last to be sent are not counted.
  expectShare(before!.slice(0, 1500), 0.1, 0.999_999);
  expectShare(half!.slice(0, 1500), 0.5, 0.999_999);
  // The new split holds from the first request on, not after a while.
  expectShare(half!.slice(0, 200), 0.5, 0.999_999);
  expect(promoted!.length).toBeGreaterThanOrEqual(2000);
  expect(promoted!.filter((answer) => answer.executedVersion !== '2')).toEqual([]);
});

interface Answer {
  readonly sent: number;
  readonly epoch: number;
  readonly status: number;
  readonly executedVersion: string | undefined;
  readonly functionError: string | undefined;
  readonly body: string;
}

/** Fifty clients, each sending its next request when it has the answer to its last. In the order of sending. */
async function keepInvoking(goesOn: (sent: number) => boolean, epochNow = () => 0): Promise<readonly Answer[]> {
  let sent = 0;
  const answers: Answer[] = [];
  const client = async (): Promise<void> => {
    while (goesOn(sent)) {
      const number = sent++;
      const epoch = epochNow();
      const answer = await invoker.invoke('fn', 'live', { number }).catch((error: unknown) => ({
        status: 0,
        executedVersion: undefined,
        functionError: String(error),
        body: '{}',
      }));
      answers.push({ sent: number, epoch, ...answer });
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answers.toSorted((left, right) => left.sent - right.sent);
}

/** Failed, or answered for another request, or from another version than the headers say. */
function isWrong({ sent, status, executedVersion, functionError, body }: Answer): boolean {
  if (status !== 200 || functionError !== undefined) return true;
  const { version, code, number } = JSON.parse(body) as { version: string; code: string; number: number };
  return version !== executedVersion || code !== `code of version ${executedVersion}` || number !== sent;
}

function isShare(answers: readonly Answer[], weight: number, confidence: number): boolean {
  const { least, most } = binomialInterval(answers.length, weight, confidence);
  const second = answers.filter((answer) => answer.executedVersion === '2').length;
  return second >= least && second <= most;
}

function expectShare(answers: readonly Answer[], weight: number, confidence: number): void {
  const { least, most } = binomialInterval(answers.length, weight, confidence);
  const second = answers.filter((answer) => answer.executedVersion === '2').length;
  console.log(`weight ${weight}: ${second} of ${answers.length} ran version 2; the interval is ${least} to ${most}`);
  expect(second).toBeGreaterThanOrEqual(least);
  expect(second).toBeLessThanOrEqual(most);
}

async function publishTwoVersions(role: string): Promise<void> {
  const FunctionName = 'fn';
  const ZipFile = packageFor('1');
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: packageFor('2') }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
  await lambda.send(new PublishVersionCommand({ FunctionName }));
}

function packageFor(version: string): Buffer {
  const content = `exports.handler = async ({ number }, context) => ({
    version: context.functionVersion,
    code: 'code of version ${version}',
    number,
  });`;
  return zipOf([{ path: 'index.js', content }]);
}

async function shift(version: string, weights: Record<string, number>): Promise<void> {
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName: 'fn',
      Name: 'live',
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: weights },
    }),
  );
}

/** Other work goes on meanwhile; vitest's own limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
