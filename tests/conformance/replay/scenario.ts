/** The vocabulary in which recorded cases are told again. */
import { createHash } from 'node:crypto';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  LambdaServiceException,
  type CreateFunctionCommandInput,
  type CreateFunctionCommandOutput,
  type Lambda,
} from '@aws-sdk/client-lambda';
import type { PlatformOptions } from '../../../src/platform/config.ts';
import { packageOf, zipOf } from '../../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform } from '../../../src/testing/index.ts';
import { openQueueServer, queueCredentials, type QueuedMessage, type QueueServer } from '../../queue-server.ts';
import { Comparison } from './compare.ts';
import { createRecordingClient, recordRefusal, recordSuccess } from './record.ts';
import type { RecordedItems } from './snapshot.ts';

/** How a recorded case came about: the calls behind its items, in the order in which they were made. */
export interface Scenario {
  /** `Class::test[parameters]`, as recorded. */
  readonly name: string;
  readonly platform?: PlatformOptions;
  /** `machine` where functions are invoked, with the runtimes that are there. @default 'any' */
  readonly runtimes?: 'machine' | 'any';
  /** Whether there is a server with SQS queues beside the platform. */
  readonly hasQueues?: boolean;
  /** What AWS's answers did not have yet when the case was recorded; the recordings of 2025 have it. */
  readonly laterMembers?: readonly string[];
  readonly run: (replay: Replay) => Promise<void>;
}

export const scenario = (name: string, run: Scenario['run'], platform?: PlatformOptions): Scenario =>
  platform === undefined ? { name, run } : { name, run, platform };

/** A case in which functions run, in processes of this machine. */
export const invocation = (name: string, run: Scenario['run']): Scenario => ({ name, run, runtimes: 'machine' });

/** The same, where outcomes go to SQS queues as well. */
export const withQueues = (name: string, run: Scenario['run']): Scenario => ({
  ...invocation(name, run),
  hasQueues: true,
});

/** A case of 2022. */
export const of2022 = (one: Scenario): Scenario => ({
  ...one,
  laterMembers: ['SnapStart', 'RuntimeVersionConfig', 'LoggingConfig'],
});

/** A case of 2023. */
export const of2023 = (one: Scenario): Scenario => ({ ...one, laterMembers: ['LoggingConfig'] });

/** The first difference between a case as recorded and as replayed; `undefined`: they are equal. */
export async function findReplayDifference(
  { run, platform: options, runtimes = 'any', hasQueues = false, laterMembers }: Scenario,
  recorded: RecordedItems,
): Promise<string | undefined> {
  await using queues = hasQueues ? await openQueueServer() : undefined;
  const queueOptions = queues && ({ kind: 'endpoint', url: queues.url, credentials: queueCredentials } as const);
  const settings = { ...options, queues: queueOptions ?? options?.queues ?? { kind: 'unheard' } } as const;
  await using platform = await startTestPlatform({ runtimes, platform: settings });
  const replay = await Replay.begin(platform, recorded, { queues, laterMembers });
  try {
    await run(replay);
  } catch (error) {
    if (!(error instanceof ReplayEnd)) throw error;
  }
  return replay.findDifference();
}

/** Ends a case whose answer cannot be gone on from. */
class ReplayEnd extends Error {}

/** A function's least: recorded tests gave at least this. `Role` is added. */
export const minimalFunction = {
  FunctionName: 'fn',
  Runtime: 'python3.12',
  Handler: 'index.handler',
} as const satisfies Partial<CreateFunctionCommandInput>;

type CreateInput = Partial<CreateFunctionCommandInput>;

interface ReplayCase {
  readonly roleArn: string;
  readonly queues: QueueServer | undefined;
  readonly laterMembers: readonly string[] | undefined;
}

export class Replay {
  readonly platform: TestPlatform;
  readonly lambda: Lambda;
  /** A role that Lambda may assume. */
  readonly roleArn: string;
  readonly #queues: QueueServer | undefined;
  readonly #recorded: RecordedItems;
  readonly #comparison: Comparison;
  readonly #told = new Set<string>();
  #difference: string | undefined;

  private constructor(platform: TestPlatform, recorded: RecordedItems, { roleArn, queues, laterMembers }: ReplayCase) {
    this.platform = platform;
    this.#queues = queues;
    this.lambda = createRecordingClient(platform.clientConfig);
    this.roleArn = roleArn;
    this.#recorded = recorded;
    this.#comparison = new Comparison(platform, laterMembers);
  }

  static async begin(
    platform: TestPlatform,
    recorded: RecordedItems,
    more: Omit<ReplayCase, 'roleArn'>,
  ): Promise<Replay> {
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    const { Role } = await new IAMClient(platform.clientConfig).send(
      new CreateRoleCommand({
        RoleName: 'lambda-role',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      }),
    );
    return new Replay(platform, recorded, { ...more, roleArn: Role?.Arn ?? '' });
  }

  /** The ARN of a function, or of another Lambda resource by its kind. */
  arn(name: string, kind = 'function'): string {
    return `arn:aws:lambda:${this.platform.region}:${this.platform.account}:${kind}:${name}`;
  }

  /** A zip package: other contents, another hash. */
  package(content = 'first'): Buffer {
    return packageOf(content);
  }

  /** A zip package of these files. */
  packageWith(files: Readonly<Record<string, string>>): Buffer {
    // Executable, as a wrapper script has to be.
    return zipOf(Object.entries(files).map(([path, content]) => ({ path, content, mode: 0o100755 })));
  }

  /** A zip package of just that many bytes. */
  packageOfSize(bytes: number): Buffer {
    // Text without repetitions, the same each time: its packed length grows with its own.
    const text = ['a', 'b', 'c', 'd', 'e'].map((part) => createHash('sha512').update(part).digest('base64')).join('');
    for (let length = 0; length < text.length; length += 1) {
      const zip = packageOf(text.slice(0, length));
      if (zip.byteLength === bytes) return zip;
    }
    throw new Error(`no package of ${bytes} bytes could be made`);
  }

  /** How long the longest run of a letter is in a recorded item, which tells what was sent. */
  longestRun(name: string, letter: string): number {
    const runs = JSON.stringify(this.#recorded[name]).match(new RegExp(`${letter}+`, 'g')) ?? [];
    return Math.max(0, ...runs.map((run) => run.length));
  }

  /** A text that an item holds: what was sent, where the answer tells it. */
  recordedText(name: string, member: string): string {
    const item: unknown = this.#recorded[name];
    const value: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, member) : undefined;
    return String(value);
  }

  /** Lets what is under way come to its end: a waiter for an active or an updated function. */
  async settle(): Promise<void> {
    await this.platform.advance(1_000);
  }

  /** The ARN of the queue, or of another, of those beside the platform. */
  queueArn(name = 'queue'): string {
    return `arn:aws:sqs:${this.platform.region}:${this.platform.account}:${name}`;
  }

  /** The next message of the queue. */
  async receive(name = 'queue'): Promise<QueuedMessage> {
    if (this.#queues === undefined) throw new Error('This case has no queues');
    return await this.#queues.receive(this.platform.account, name);
  }

  /** A call whose success is an item. When it is refused, the case ends there, different. */
  async item<Output extends object>(name: string, call: Promise<Output>): Promise<Output> {
    const output = await call.catch((error: unknown) => {
      if (!(error instanceof LambdaServiceException)) throw error;
      this.value(name, recordRefusal(error));
      throw new ReplayEnd();
    });
    this.value(name, recordSuccess(output));
    return output;
  }

  /** A call whose refusal is an item. */
  async refusal(name: string, call: Promise<object>): Promise<LambdaServiceException | undefined> {
    try {
      this.value(name, recordSuccess(await call));
      return undefined;
    } catch (error) {
      if (!(error instanceof LambdaServiceException)) throw error;
      this.value(name, recordRefusal(error));
      return error;
    }
  }

  /** As `refusal`, where the recorded test kept it in a form of its own. */
  async refusalAs(
    name: string,
    call: Promise<object>,
    describe: (refused: LambdaServiceException) => unknown,
  ): Promise<void> {
    try {
      this.value(name, await call);
    } catch (error) {
      if (!(error instanceof LambdaServiceException)) throw error;
      this.value(name, describe(error));
    }
  }

  /** Whether the case has such an item. */
  has(name: string): boolean {
    return name in this.#recorded;
  }

  /** As `item`, where the recorded test put pages of a list together and kept no metadata. */
  async list(name: string, call: Promise<object>): Promise<void> {
    const { ResponseMetadata: _metadata, ...members } = recordSuccess(await call);
    this.value(name, members);
  }

  /** A call of which nothing is recorded but that it was not refused. */
  async unrecorded(call: Promise<object>): Promise<void> {
    await call.catch((error: unknown) => {
      if (!(error instanceof LambdaServiceException)) throw error;
      this.#difference ??= `no refusal, here ${error.name}: ${error.message}`;
      throw new ReplayEnd();
    });
  }

  /** An item that the recording client made up without asking AWS: its own check of the parameters. */
  skipClientCheck(name: string): void {
    this.#told.add(name);
  }

  /** An item of which nothing is recorded but that AWS itself failed. */
  skipServiceFailure(name: string): void {
    this.#told.add(name);
  }

  /** An item that the recorded test worked out itself. */
  value(name: string, actual: unknown): void {
    this.#told.add(name);
    this.#difference ??=
      name in this.#recorded
        ? this.#comparison.findDifference(this.#recorded[name], actual, name)
        : `${name}: no such item, here ${JSON.stringify(actual)}`;
  }

  /** What the recorded test asserted without keeping it. */
  assert(holds: boolean, words: string): void {
    if (!holds) this.#difference ??= `${words}: not so here`;
  }

  /** Creates a function; all but the name and the role can be left to `minimalFunction`. */
  create(input: CreateInput = {}): Promise<CreateFunctionCommandOutput> {
    const whole = { ...minimalFunction, Role: this.roleArn, Code: { ZipFile: this.package() }, ...input };
    return this.lambda.createFunction(whole);
  }

  /** Creates a function, and waits for it, as the recorded tests' fixture did; the response becomes an item. */
  async createItem(name: string, input: CreateInput = {}): Promise<CreateFunctionCommandOutput> {
    const output = await this.prepare(input);
    this.value(name, { CreateEventSourceMappingResponse: null, CreateFunctionResponse: recordSuccess(output) });
    return output;
  }

  /** The same, where the recorded test did not keep the response. */
  async prepare(input: CreateInput = {}): Promise<CreateFunctionCommandOutput> {
    const output = await this.create({
      Handler: 'handler.handler',
      Timeout: 30,
      Environment: { Variables: {} },
      ...input,
    });
    await this.settle();
    return output;
  }

  findDifference(): string | undefined {
    const untold = Object.keys(this.#recorded).find((name) => !this.#told.has(name));
    return this.#difference ?? (untold === undefined ? undefined : `${untold}: not reached`);
  }
}
