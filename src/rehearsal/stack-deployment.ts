/** Deploys a template as a stack of the rehearsal's platform, and tells how that ended. */
import { cloudformation, type CloudformationOperations } from '../api/cloudformation.ts';
import type { Clock } from '../time/clock.ts';
import { OperationRefused, type AwsConnection, type Caller } from './aws-connection.ts';

export type CloudformationCaller = Caller<CloudformationOperations>;

export interface StackInput {
  readonly stackName: string;
  /** Where the platform finds the template. */
  readonly templateUrl: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface ChangeSet {
  readonly id: string;
  readonly changes: readonly { readonly resource: string; readonly type: string; readonly action: string }[];
}

export interface StackEvent {
  readonly id: string;
  readonly atMs: number;
  readonly resource: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly physicalId?: string;
}

const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;
const lookMs = 50;

export class StackDeployment {
  readonly #call: CloudformationCaller;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(connection: AwsConnection, clock: Clock, signal: AbortSignal) {
    this.#call = connection.caller(cloudformation);
    this.#clock = clock;
    this.#signal = signal;
  }

  get call(): CloudformationCaller {
    return this.#call;
  }

  /** What `sam deploy` and `aws cloudformation deploy` do first. Throws {@link OperationRefused} with why it cannot be made. */
  async createChangeSet(input: StackInput, kind: 'CREATE' | 'UPDATE'): Promise<ChangeSet> {
    const name = `rehearsal-${this.#clock.now()}`;
    const { Id: id = '' } = await this.#call('CreateChangeSet', {
      StackName: input.stackName,
      ChangeSetName: name,
      ChangeSetType: kind,
      TemplateURL: input.templateUrl,
      Capabilities: [...capabilities],
      Parameters: Object.entries(input.parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    });
    for (;;) {
      const described = await this.#call('DescribeChangeSet', { StackName: input.stackName, ChangeSetName: id });
      const { Status, StatusReason = '', Changes = [], NextToken } = described;
      if (Status === 'CREATE_COMPLETE')
        return { id, changes: [...describe(Changes), ...(await this.#more(id, NextToken))] };
      if (Status === 'FAILED') {
        if (/didn't contain changes|No updates are to be performed/.test(StatusReason)) return { id, changes: [] };
        throw new OperationRefused('ChangeSetFailed', StatusReason);
      }
      await this.pause(lookMs);
    }
  }

  /** The further pages of a change set. */
  async #more(id: string, token: string | undefined): Promise<ChangeSet['changes']> {
    if (token === undefined) return [];
    const { Changes = [], NextToken } = await this.#call('DescribeChangeSet', { ChangeSetName: id, NextToken: token });
    return [...describe(Changes), ...(await this.#more(id, NextToken))];
  }

  async execute(stackName: string, changeSetId: string): Promise<void> {
    await this.#call('ExecuteChangeSet', { StackName: stackName, ChangeSetName: changeSetId });
  }

  /** Resolves when the stack's operation has come to its end; `look` is called again and again until then. */
  async awaitEnd(stackName: string, look: (status: string) => Promise<void>, patienceMs: number): Promise<string> {
    const giveUpAt = this.#clock.realNow() + patienceMs;
    for (;;) {
      const status = await this.status(stackName);
      await look(status);
      if (!status.endsWith('_IN_PROGRESS') || this.#clock.realNow() > giveUpAt) return status;
      await this.pause(lookMs);
    }
  }

  async status(stackName: string): Promise<string> {
    const { Stacks: [stack] = [] } = await this.#call('DescribeStacks', { StackName: stackName });
    return stack?.StackStatus ?? '';
  }

  /** Oldest first. */
  async events(stackName: string): Promise<readonly StackEvent[]> {
    const events: StackEvent[] = [];
    let token: string | undefined;
    do {
      const page = await this.#call('DescribeStackEvents', {
        StackName: stackName,
        ...(token !== undefined && { NextToken: token }),
      });
      for (const event of page.StackEvents ?? [])
        events.push({
          id: event.EventId ?? '',
          atMs: event.Timestamp?.getTime() ?? 0,
          resource: event.LogicalResourceId ?? '',
          type: event.ResourceType ?? '',
          status: event.ResourceStatus ?? '',
          ...(event.PhysicalResourceId !== undefined &&
            event.PhysicalResourceId !== '' && { physicalId: event.PhysicalResourceId }),
          ...(event.ResourceStatusReason !== undefined && { reason: event.ResourceStatusReason }),
        });
      token = page.NextToken;
    } while (token !== undefined);
    return events.toReversed();
  }

  /** Waits on the wall's time; throws once the rehearsal is interrupted. */
  async pause(durationMs: number): Promise<void> {
    this.#signal.throwIfAborted();
    await new Promise<void>((resolve) => this.#clock.setRealTimer(durationMs, resolve));
    this.#signal.throwIfAborted();
  }
}

function describe(
  changes: NonNullable<CloudformationOperations['DescribeChangeSet']['output']['Changes']>,
): ChangeSet['changes'] {
  return changes.map(({ ResourceChange = {} }) => ({
    resource: ResourceChange.LogicalResourceId ?? '',
    type: ResourceChange.ResourceType ?? '',
    action: ResourceChange.Action ?? '',
  }));
}
