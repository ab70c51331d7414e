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
  readonly run: (replay: StackReplay) => Promise<void>;
}

/** Cases of one recorded file, by `Class::test[parameters]`. */
export const casesOf = (file: string, runs: Readonly<Record<string, StackCase['run']>>): readonly StackCase[] =>
  Object.entries(runs).map(([test, run]) => ({ name: `${file}::${test}`, run }));

/** The first difference between a case as recorded and as replayed; `undefined`: they are equal. */
export async function findStackDifference({ run }: StackCase, recorded: RecordedItems): Promise<string | undefined> {
  await using platform = await startTestPlatform({ runtimes: 'any' });
  const replay = new StackReplay(platform, recorded);
  try {
    await run(replay);
  } catch (error) {
    if (error instanceof CloudFormationServiceException) {
      return replay.findDifference(`no refusal, here ${error.name}: ${error.message}`);
    }
    if (!(error instanceof ReplayEnd)) throw error;
  }
  return replay.findDifference();
}

/** Ends a case whose answer cannot be gone on from. */
class ReplayEnd extends Error {}

type ToldEvent = Partial<StackEvent>;

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
  #difference: string | undefined;
  #apart: string | undefined;

  constructor(platform: TestPlatform, recorded: RecordedItems) {
    this.platform = platform;
    this.cloudformation = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
    this.#recorded = recorded;
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
  value(name: string, actual: unknown, apart?: string): void {
    this.#apart ??= apart;
    this.#told.add(name);
    this.#difference ??=
      name in this.#recorded
        ? this.#comparison.findDifference(this.#recorded[name], actual, name)
        : `${name}: no such item, here ${JSON.stringify(actual)}`;
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

  /** Makes a stack, waits for it, and tells how it is then. */
  async deploy(
    template: Template | string,
    { parameters = {}, ...input }: Partial<CreateStackCommandInput> & { readonly parameters?: Values } = {},
  ): Promise<Stack & { readonly StackId: string; readonly StackName: string }> {
    const StackName = input.StackName ?? 'recorded-stack';
    const { StackId = '' } = await this.cloudformation.createStack({
      TemplateBody: bodyOf(template),
      Parameters: parametersOf(parameters),
      Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      ...input,
      StackName,
    });
    return { ...(await this.settle(StackId)), StackId, StackName };
  }

  async update(
    StackName: string,
    template: Template | string,
    { parameters = {} }: { readonly parameters?: Values } = {},
  ): Promise<Stack> {
    await this.cloudformation.updateStack({
      StackName,
      TemplateBody: bodyOf(template),
      Parameters: parametersOf(parameters),
      Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    });
    return this.settle(StackName);
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

  /** Oldest first, as the recorded tests told them of each resource. */
  async resourceEvents(stackId: string, stackName: string): Promise<Readonly<Record<string, readonly ToldEvent[]>>> {
    const untold = new Set(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
    const told: Record<string, ToldEvent[]> = {};
    for (const event of (await this.events(stackId)).toReversed()) {
      const { LogicalResourceId = '', PhysicalResourceId, ResourceType, ResourceStatus, Timestamp } = event;
      const own = (told[LogicalResourceId === stackName ? 'Stack' : LogicalResourceId] ??= []);
      if (untold.has(ResourceStatus ?? '') || own.at(-1)?.ResourceStatus === ResourceStatus) continue;
      own.push({ LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatus, Timestamp });
    }
    return Object.fromEntries(Object.entries(told).filter(([, events]) => events.length > 0));
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

/** What Python's client tells of a refusal. */
function refusalOf(error: CloudFormationServiceException) {
  const { Type, Code } = error as { Type?: unknown; Code?: unknown };
  return {
    Error: { Code: Code ?? error.name, Message: error.message, Type },
    ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: error.$metadata.httpStatusCode },
  };
}
