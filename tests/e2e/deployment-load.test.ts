/**
 * Deployments under load: twenty clients never pause while traffic is shifted and taken back. No
 * request fails but by the function's own doing, and what CloudWatch counts
 * for each version is what the clients got from it, to the last one.
 */
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy, CreateDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appSpec } from '../scenarios/deployments/stage.ts';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { createSignedInvoker, type SignedAnswer, type SignedInvoker } from '../signed-invoker.ts';
import { checkoutGroup, prepareCheckout } from './checkout.ts';

const clients = 20;
/** Met by a deployment that hangs. */
const requestsMax = 60_000;
/** New versions fail these themselves. */
const isBad = (number: number): boolean => number % 7 === 0;

const healthy = `export const handler = async (event, context) => context.functionVersion;`;
const failing = (name: string): string => `
  export const handler = async ({ number }, context) => {
    if (number % 7 === 0) throw new Error('${name} on purpose');
    return context.functionVersion;
  };`;

let serin: SerinProgram;
let lambda: Lambda;
let codedeploy: CodeDeploy;
let cloudwatch: CloudWatch;
let invoker: SignedInvoker;

beforeAll(async () => {
  serin = await startSerin();
  const { environment, endpoint } = serin;
  const credentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
  };
  const config = { endpoint, region: environment.AWS_REGION, credentials, maxAttempts: 1 };
  await prepareCheckout(config, [healthy, failing('second'), failing('third')]);
  lambda = new Lambda(config);
  codedeploy = new CodeDeploy(config);
  cloudwatch = new CloudWatch(config);
  invoker = createSignedInvoker(environment, clients);
});

afterAll(async () => {
  invoker?.[Symbol.dispose]();
  await serin?.[Symbol.asyncDispose]();
});

test('a canary that is stopped under load goes back, and fails nobody', async () => {
  const load = new Load();
  const before = await counts(['1', '2']);
  const deploymentId = await load.during(async () => {
    await load.stay('whole', 500);
    const deploymentId = await deploy(2);
    await load.until(async () => (await alias()) === '1, 2: 0.1');
    await load.stay('split', 2000);
    await codedeploy.stopDeployment({ deploymentId, autoRollbackEnabled: true });
    await load.until(async () => (await rollbackStatus(deploymentId)) === 'Succeeded');
    await load.stay('back', 500);
    return deploymentId;
  });
  expect((await codedeploy.getDeployment({ deploymentId })).deploymentInfo?.status).toBe('Stopped');
  expect(await alias()).toBe('1');
  const { answers } = load;
  expect(answers.filter(isUnfair)).toEqual([]);
  expect(versionsIn(answers, 'whole')).toEqual(['1']);
  expect(versionsIn(answers, 'split')).toEqual(['1', '2']);
  expect(versionsIn(answers, 'back')).toEqual(['1']);

  expect(difference(await counts(['1', '2']), before)).toEqual(countsOf(answers));
  report('stopped at a tenth', answers);
});

test('a canary that succeeds under load and is undone afterwards fails nobody', async () => {
  const load = new Load();
  const before = await counts(['1', '3']);
  await load.during(async () => {
    await load.stay('whole', 500);
    const deploymentId = await deploy(3);
    await load.until(async () => (await alias()) === '1, 3: 0.1');
    await load.stay('split', 2000);
    await ask('PromoteDeployment', deploymentId);
    await load.until(async () => (await statusOf(deploymentId)) === 'Succeeded');
    await load.stay('promoted', 1000);
    const undone = await ask('UndoDeployment', deploymentId);
    await load.until(async () => (await statusOf(undone)) === 'Succeeded');
    await load.stay('back', 500);
  });
  expect(await alias()).toBe('1');
  const { answers } = load;
  expect(answers.filter(isUnfair)).toEqual([]);
  expect(versionsIn(answers, 'split')).toEqual(['1', '3']);
  expect(versionsIn(answers, 'promoted')).toEqual(['3']);
  expect(versionsIn(answers, 'back')).toEqual(['1']);

  expect(difference(await counts(['1', '3']), before)).toEqual(countsOf(answers));
  report('promoted, then undone', answers);
});

/** What the clients know of how the alias stands while a request is under way; `changing`: nothing for certain. */
type Epoch = 'whole' | 'split' | 'promoted' | 'back' | 'changing';

interface Answer extends SignedAnswer {
  readonly number: number;
  readonly epoch: Epoch;
}

/** Clients that each send their next request when they have the answer to their last. */
class Load {
  readonly answers: Answer[] = [];
  #epoch: Epoch = 'changing';
  #sent = 0;
  #isOver = false;

  async during<T>(story: () => Promise<T>): Promise<T> {
    const told = story().finally(() => {
      this.#isOver = true;
    });
    const [outcome] = await Promise.all([told, ...Array.from({ length: clients }, () => this.#invokeOn())]);
    return outcome;
  }

  /** Nothing changes for so many answers. */
  async stay(epoch: Epoch, count: number): Promise<void> {
    const from = this.answers.length;
    this.#epoch = epoch;
    await this.until(() => this.answers.length >= from + count);
    this.#epoch = 'changing';
  }

  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) {
      if (this.#sent >= requestsMax) throw new Error(`Not even after ${requestsMax} requests: ${condition.toString()}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async #invokeOn(): Promise<void> {
    while (!this.#isOver && this.#sent < requestsMax) {
      const number = this.#sent++;
      const before = this.#epoch;
      const answer = await invoker.invoke('checkout', 'live', { number }).catch((error: unknown) => ({
        status: 0,
        executedVersion: undefined,
        functionError: undefined,
        body: String(error),
      }));
      const epoch = before === this.#epoch ? before : 'changing';
      this.answers.push({ number, epoch, ...answer });
    }
  }
}

const hasFailed = ({ functionError }: Answer): boolean => functionError !== undefined;

/** Failed though its version does not fail it, or answered by another version than the headers say. */
function isUnfair({ status, number, executedVersion, functionError, body }: Answer): boolean {
  const isMeant = executedVersion !== '1' && isBad(number);
  if (status !== 200 || (functionError !== undefined) !== isMeant) return true;
  return !isMeant && body !== JSON.stringify(executedVersion);
}

function versionsIn(answers: readonly Answer[], wanted: Epoch): readonly string[] {
  const versions = answers
    .filter(({ epoch }) => epoch === wanted)
    .map(({ executedVersion = 'none' }) => executedVersion);
  return [...new Set(versions)].toSorted((left, right) => left.localeCompare(right));
}

async function deploy(version: number): Promise<string> {
  const { deploymentId = '' } = await codedeploy.createDeployment({
    ...checkoutGroup,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec({ from: 1, to: version }) } },
  });
  return deploymentId;
}

async function alias(): Promise<string> {
  const { FunctionVersion, RoutingConfig } = await lambda.getAlias({ FunctionName: 'checkout', Name: 'live' });
  const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  return [FunctionVersion, ...weights.map(([version, weight]) => `${version}: ${weight}`)].join(', ');
}

async function statusOf(deploymentId: string): Promise<string | undefined> {
  return (await codedeploy.getDeployment({ deploymentId })).deploymentInfo?.status;
}

async function rollbackStatus(deploymentId: string): Promise<string | undefined> {
  const { deploymentInfo } = await codedeploy.getDeployment({ deploymentId });
  const rollbackId = deploymentInfo?.rollbackInfo?.rollbackDeploymentId;
  return rollbackId === undefined ? undefined : statusOf(rollbackId);
}

/** One of Serin's own operations; gives the ID that it answers. */
async function ask(operation: string, deploymentId: string): Promise<string> {
  const command = new CreateDeploymentCommand({ applicationName: checkoutGroup.applicationName });
  // The SDK signs what this makes of its request: the path and the body are Serin's.
  command.middlewareStack.add(
    (next) => (args) => {
      // Any request over HTTP has these two.
      const request = args.request as { path: string; body: unknown };
      request.path = `/_serin/v1/${operation}`;
      request.body = JSON.stringify({ deploymentId });
      return next(args);
    },
    { step: 'build', priority: 'high' },
  );
  return (await codedeploy.send(command)).deploymentId ?? '';
}

type Counts = Readonly<Record<string, { readonly invocations: number; readonly errors: number }>>;

/** What the clients got, by the version that the answers name. */
function countsOf(answers: readonly Answer[]): Counts {
  const count = (some: readonly Answer[]) => ({ invocations: some.length, errors: some.filter(hasFailed).length });
  const byVersion = Object.groupBy(answers, ({ executedVersion = 'none' }) => executedVersion);
  return {
    all: count(answers),
    ...Object.fromEntries(Object.entries(byVersion).map(([version, some = []]) => [version, count(some)])),
  };
}

/** Of the alias: all of it, and what these versions ran for it. */
async function counts(versions: readonly string[]): Promise<Counts> {
  const entries = await Promise.all(
    ['all', ...versions].map(async (version) => {
      const [invocations, errors] = await Promise.all([sum('Invocations', version), sum('Errors', version)]);
      return [version, { invocations, errors }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

const difference = (after: Counts, before: Counts): Counts =>
  Object.fromEntries(
    Object.entries(after).map(([version, { invocations, errors }]) => [
      version,
      {
        invocations: invocations - (before[version]?.invocations ?? 0),
        errors: errors - (before[version]?.errors ?? 0),
      },
    ]),
  );

async function sum(MetricName: string, version: string): Promise<number> {
  const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
    Namespace: 'AWS/Lambda',
    MetricName,
    Dimensions: [
      { Name: 'FunctionName', Value: 'checkout' },
      { Name: 'Resource', Value: 'checkout:live' },
      ...(version === 'all' ? [] : [{ Name: 'ExecutedVersion', Value: version }]),
    ],
    StartTime: new Date(Date.now() - 3_600_000),
    EndTime: new Date(Date.now() + 3_600_000),
    Period: 60,
    Statistics: ['Sum'],
  });
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0);
}

function report(what: string, answers: readonly Answer[]): void {
  const byVersion = Object.groupBy(answers, ({ executedVersion = 'none' }) => executedVersion);
  const parts = Object.entries(byVersion).map(([version, ofVersion = []]) => `version ${version} ${ofVersion.length}`);
  const atChange = answers.filter(({ epoch }) => epoch === 'changing').length;
  process.stdout.write(
    `load: ${what}: ${answers.length} requests (${parts.join(', ')}), ${atChange} around a change, ${answers.filter(hasFailed).length} failed by the function itself\n`,
  );
}
