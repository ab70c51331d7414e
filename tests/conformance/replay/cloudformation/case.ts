/** The vocabulary in which recorded cases of CloudFormation are told again. */
import {
  CloudFormation,
  CloudFormationServiceException,
  type CreateStackCommandInput,
  type DescribeChangeSetCommandOutput,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { startTestPlatform, type TestPlatform } from '../../../../src/testing/index.ts';
import { Comparison } from '../compare.ts';
import { recordSuccess } from '../record.ts';
import type { RecordedItems } from '../snapshot.ts';

export interface StackCase {
  /** `file::Class::test[parameters]`, as recorded: tests of one name are in more than one file. */
  readonly name: string;
  /** `machine` where functions are invoked, with the runtimes that are there. @default 'any' */
  readonly runtimes?: 'machine' | 'any';
  readonly run: (replay: StackReplay) => Promise<void>;
}

/** Cases of one recorded file, by `Class::test[parameters]`. */
export const casesOf = (file: string, runs: Readonly<Record<string, StackCase['run']>>): readonly StackCase[] =>
  Object.entries(runs).map(([test, run]) => ({ name: `${file}::${test}`, run }));

/** The first difference between a case as recorded and as replayed; `undefined`: they are equal. */
export async function findStackDifference(
  { run, runtimes = 'any' }: StackCase,
  recorded: RecordedItems,
): Promise<string | undefined> {
  await using platform = await startTestPlatform({ runtimes });
  const replay = new StackReplay(platform, recorded);
  try {
    await run(replay);
  } catch (error) {
    if (error instanceof Error && '$metadata' in error) {
      return replay.findDifference(`no refusal, here ${error.name}: ${error.message}`);
    }
    if (!(error instanceof ReplayEnd)) throw error;
  }
  return replay.findDifference();
}

/** Ends a case whose answer cannot be gone on from. */
class ReplayEnd extends Error {}

export type Template = Readonly<Record<string, unknown>>;
type Values = Readonly<Record<string, string>>;

/** Templates are sent as JSON, but for those that are texts already. */
export const bodyOf = (template: Template | string): string =>
  typeof template === 'string' ? template : JSON.stringify(template);

export const parametersOf = (values: Values) =>
  Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

export class StackReplay {
  readonly platform: TestPlatform;
  readonly cloudformation: CloudFormation;
  readonly #recorded: RecordedItems;
  readonly #comparison: Comparison;
  readonly #told = new Set<string>();
  #deployments = 0;
  readonly #words = new Map<string, string>();
  #difference: string | undefined;
  #apart: string | undefined;

  constructor(platform: TestPlatform, recorded: RecordedItems) {
    this.platform = platform;
    this.cloudformation = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
    this.#recorded = withPlaceholders(recorded);
    this.#comparison = new Comparison(platform);
  }

  /** What was recorded, for the few facts of a call that only its answer tells. */
  recordedItem(name: string): unknown {
    return this.#recorded[name];
  }

  /**
   * An item; `apart` says by what AWS's answers of today differ from that of the recording's time, to
   * which `actual` was brought. A case with such an item is never equal.
   */
  value(name: string, given: unknown, apart?: string): void {
    this.#apart ??= apart;
    const actual = this.#asWritten(given);
    this.#told.add(name);
    this.#difference ??=
      name in this.#recorded
        ? this.#comparison.findDifference(this.#recorded[name], actual, name)
        : `${name}: no such item, here ${JSON.stringify(actual)}`;
  }

  /** The word that the recorder wrote for a text wherever it stood. */
  writes(text: string, word: string): void {
    this.#words.set(text, word);
  }

  #asWritten(given: unknown): unknown {
    if (this.#words.size === 0) return given;
    let text = JSON.stringify(given);
    for (const [own, word] of this.#words) text = text.replaceAll(own, word);
    return JSON.parse(text) as unknown;
  }

  /** A call whose success is an item. When it is refused, the case ends there, different. */
  async item<Output extends object>(name: string, call: Promise<Output>): Promise<Output> {
    const output = await call.catch((error: unknown) => {
      if (!(error instanceof CloudFormationServiceException)) throw error;
      this.#difference ??= `${name}: here refused with ${error.name}: ${error.message}`;
      throw new ReplayEnd();
    });
    this.value(name, recordSuccess(output));
    return output;
  }

  /** A call whose refusal is an item. */
  async refusal(name: string, call: Promise<object>): Promise<void> {
    this.value(name, await refusalFrom(call));
  }

  /** A refusal of which the recorded test kept a part. */
  refused(call: Promise<object>): Promise<Partial<ReturnType<typeof refusalOf>>> {
    return refusalFrom(call);
  }

  /** A refusal by the service of a resource. Without `Type`, as services tell it that do not speak the query protocol. */
  async refusalOfOthers(name: string, call: Promise<object>): Promise<void> {
    const told = await call.catch((error: unknown) => error);
    if (!(told instanceof Error)) return this.value(name, told);
    const { BucketName, $metadata: metadata } = told as {
      BucketName?: string;
      $metadata?: { httpStatusCode?: number };
    };
    this.value(name, {
      Error: {
        Code: told.name,
        Message: told.message === 'UnknownError' ? '' : told.message,
        ...(BucketName !== undefined && { BucketName }),
      },
      ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: metadata?.httpStatusCode },
    });
  }

  /** A call of whose refusal the recorded test kept the client's words. */
  async refusalText(name: string, operation: string, call: Promise<object>): Promise<void> {
    const { Error: refusal } = await refusalFrom(call);
    this.value(
      name,
      refusal && `An error occurred (${refusal.Code}) when calling the ${operation} operation: ${refusal.Message}`,
    );
  }

  /** Lets a stack's operation come to its end, and tells how the stack is then. */
  async settle(StackName: string): Promise<Stack> {
    for (let second = 0; second < 3600; second += 1) {
      const { Stacks: [stack] = [] } = await this.cloudformation.describeStacks({ StackName });
      if (stack === undefined) break;
      const isEnded = stack.StackStatus?.endsWith('_IN_PROGRESS') !== true;
      if (isEnded || stack.StackStatus === 'REVIEW_IN_PROGRESS') return stack;
      await this.platform.advance(second < 60 ? 1000 : 10_000);
    }
    throw new Error(`${StackName} came to no end`);
  }

  /** Makes a stack, or another of it, as the recorded tests' fixture did: with a change set. */
  async deploy(
    template: Template | string,
    {
      stackName = 'recorded-stack',
      parameters = {},
      isUpdate = false,
    }: { readonly stackName?: string; readonly parameters?: Values; readonly isUpdate?: boolean } = {},
  ): Promise<Stack & { readonly StackId: string; readonly StackName: string }> {
    const { Id: ChangeSetName = '', StackId = '' } = await this.cloudformation.createChangeSet({
      StackName: stackName,
      ChangeSetName: `change-set-${(this.#deployments += 1)}`,
      ChangeSetType: isUpdate ? 'UPDATE' : 'CREATE',
      TemplateBody: bodyOf(template),
      Parameters: parametersOf(parameters),
      Capabilities: ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    });
    const { Status, StatusReason } = await this.changeSet(ChangeSetName);
    if (Status === 'FAILED') this.#difference ??= `the change set failed here: ${StatusReason}`;
    await this.cloudformation.executeChangeSet({ ChangeSetName });
    return { ...(await this.settle(StackId)), StackId, StackName: stackName };
  }

  update(template: Template | string, parameters: Values = {}): Promise<Stack> {
    return this.deploy(template, { parameters, isUpdate: true });
  }

  /** Makes a stack without a change set. */
  async create(template: Template | string, input: Partial<CreateStackCommandInput> = {}): Promise<Stack> {
    const { StackName = 'recorded-stack' } = input;
    await this.cloudformation.createStack({ TemplateBody: bodyOf(template), ...input, StackName });
    return this.settle(StackName);
  }

  /** A stack's outputs, by name. */
  async outputs(StackName = 'recorded-stack'): Promise<Readonly<Record<string, string>>> {
    const { Stacks: [stack] = [] } = await this.cloudformation.describeStacks({ StackName });
    const entries = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    return Object.fromEntries(entries) as Record<string, string>;
  }

  /** Lets a change set be made. */
  async changeSet(ChangeSetName: string, StackName?: string): Promise<DescribeChangeSetCommandOutput> {
    for (let second = 0; second < 60; second += 1) {
      const output = await this.cloudformation.describeChangeSet({ ChangeSetName, StackName });
      if (output.Status?.endsWith('_PENDING') !== true && output.Status?.endsWith('_IN_PROGRESS') !== true) {
        return output;
      }
      await this.platform.advance(1000);
    }
    throw new Error(`${ChangeSetName} came to no end`);
  }

  async delete(StackName: string): Promise<void> {
    await this.cloudformation.deleteStack({ StackName });
    await this.settle(StackName).catch((error: unknown) => {
      // A stack that is gone is not found by its name.
      if (!(error instanceof CloudFormationServiceException)) throw error;
    });
  }

  /** Newest first. */
  async events(StackName: string): Promise<readonly StackEvent[]> {
    const events: StackEvent[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.cloudformation.describeStackEvents({ StackName, NextToken });
      events.push(...(page.StackEvents ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return events;
  }

  findDifference(unexpected?: string): string | undefined {
    const untold = Object.keys(this.#recorded).find((name) => !this.#told.has(name));
    const unreached = untold === undefined ? undefined : `${untold}: not reached`;
    return this.#difference ?? unexpected ?? unreached ?? this.#apart;
  }
}

async function refusalFrom(call: Promise<object>): Promise<Partial<ReturnType<typeof refusalOf>>> {
  try {
    return recordSuccess(await call);
  } catch (error) {
    if (!(error instanceof CloudFormationServiceException)) throw error;
    return refusalOf(error);
  }
}

/** What is random in names and event IDs, and the recorder left as it was. */
function withPlaceholders(recorded: RecordedItems): RecordedItems {
  const numbers = new Map<string, number>();
  const numbered = (kind: string, text: string): string => {
    const number = numbers.get(text) ?? numbers.size + 1000;
    numbers.set(text, number);
    return `<${kind}:${number}>`;
  };
  const written = JSON.stringify(recorded)
    .replaceAll(
      /("EventId":"\w+-)([\da-f]{8}-[\da-f-]{27})"/g,
      (_, id: string, uuid: string) => `${id}${numbered('uuid', uuid)}"`,
    )
    .replaceAll(
      /(stack\/<stack-name(?::\d+)?>\/)([\da-f]{8}-[\da-f-]{27})/g,
      (_, name: string, uuid: string) => `${name}${numbered('uuid', uuid)}`,
    )
    .replaceAll(
      /((?:CFN|<stack-name(?::\d+)?>)-[A-Za-z0-9]+-)([A-Za-z0-9]{12})(?![A-Za-z0-9])/g,
      (_, name: string, suffix: string) => `${name}${numbered('suffix', suffix)}`,
    );
  return JSON.parse(written) as RecordedItems;
}

/** What Python's client tells of a refusal. */
function refusalOf(error: CloudFormationServiceException) {
  const { Type, Code } = error as { Type?: string; Code?: string };
  return {
    Error: { Code: Code ?? error.name, Message: error.message, Type },
    ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: error.$metadata.httpStatusCode },
  };
}
