/** Looks at a stack again and again until its operation has ended. */
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { AwsClient } from '../aws-client.ts';
import { Unreachable } from '../aws-client.ts';
import { AwsRefusal } from '../aws-refusal.ts';
import { NotRunning } from '../client-environment.ts';
import { pause, type Connection } from '../connection.ts';
import { readSnapshot } from '../shift/read-snapshot.ts';
import type { Snapshot } from '../shift/snapshot.ts';
import { deploymentOf, isUnderWay, nestedStackOf } from './stack-events.ts';

export type StackSight =
  | {
      readonly kind: 'seen';
      readonly status: string;
      /** What happened since the last look, oldest first; also to stacks within. */
      readonly events: readonly StackEvent[];
      /** Deployments that move traffic for the stack, as they stand. */
      readonly shifts: readonly Snapshot[];
    }
  /** The platform does not answer for the moment. */
  | { readonly kind: 'lost'; readonly message: string };

export interface FollowOptions {
  readonly stackId: string;
  /** The newest event from before the operation. */
  readonly after: string | undefined;
  readonly intervalMs: number;
}

/** A platform that is started anew goes on with its stacks; so does whoever watches them. */
const patienceMs = 15_000;

/** The last sight is final. Throws `Unreachable` or `NotRunning` where the platform stays away. */
export async function* followStack(connection: Connection, options: FollowOptions): AsyncGenerator<StackSight, void> {
  const { clock } = connection;
  const reader = new StackReader(options);
  let current: Connection | undefined = connection;
  let seenAtMs = clock.realNow();
  while (true) {
    try {
      current ??= await connection.reconnect();
      const sight = await reader.look(current.client);
      seenAtMs = clock.realNow();
      yield { kind: 'seen', ...sight };
      if (!isUnderWay(sight.status)) return;
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof NotRunning)) throw error;
      if (clock.realNow() - seenAtMs > patienceMs) throw error;
      current = undefined;
      yield { kind: 'lost', message: error.message };
    }
    await pause(clock, options.intervalMs);
  }
}

/** The newest event of a stack. */
export async function newestEvent({ cloudformation }: AwsClient, stackName: string): Promise<string | undefined> {
  const { StackEvents: [newest] = [] } = await cloudformation('DescribeStackEvents', { StackName: stackName });
  return newest?.EventId;
}

class StackReader {
  readonly #stackId: string;
  /** By stack: the newest event that was seen. Those within are read from the operation's start on. */
  readonly #newest = new Map<string, string | undefined>();
  readonly #shifts = new Map<string, Snapshot | undefined>();
  #startedAt: Date | undefined;

  constructor({ stackId, after }: FollowOptions) {
    this.#stackId = stackId;
    this.#newest.set(stackId, after);
  }

  async look(client: AwsClient) {
    // The status first: what happened before it is among the events that are asked for after it.
    const { Stacks: [stack] = [] } = await client.cloudformation('DescribeStacks', { StackName: this.#stackId });
    const events: StackEvent[] = [];
    // A stack that turns up in an event is looked at in the same turn.
    for (const stackId of this.#newest.keys()) events.push(...(await this.#newEvents(client, stackId)));
    for (const event of events) {
      const deployment = deploymentOf(event);
      if (deployment !== undefined && !this.#shifts.has(deployment)) this.#shifts.set(deployment, undefined);
    }
    for (const [id, known] of this.#shifts)
      if (known?.isFinal !== true) this.#shifts.set(id, (await findSnapshot(client, id)) ?? known);
    return {
      status: stack?.StackStatus ?? '',
      events: events.toSorted((one, other) => atOf(one) - atOf(other)),
      shifts: [...this.#shifts.values()].filter((snapshot) => snapshot !== undefined),
    };
  }

  async #newEvents({ cloudformation }: AwsClient, stackId: string): Promise<readonly StackEvent[]> {
    const known = this.#newest.get(stackId);
    const found: StackEvent[] = [];
    let nextToken: string | undefined;
    do {
      const { StackEvents: page = [], NextToken } = await cloudformation('DescribeStackEvents', {
        StackName: stackId,
        ...(nextToken !== undefined && { NextToken: nextToken }),
      });
      const end = page.findIndex((event) => event.EventId === known || this.#isOlder(event));
      found.push(...(end === -1 ? page : page.slice(0, end)));
      nextToken = end === -1 ? NextToken : undefined;
    } while (nextToken !== undefined);
    const [newest] = found;
    if (newest !== undefined) this.#newest.set(stackId, newest.EventId);
    const oldestFirst = found.toReversed();
    this.#startedAt ??= oldestFirst[0]?.Timestamp;
    for (const event of oldestFirst) {
      const nested = nestedStackOf(event);
      if (nested !== undefined && !this.#newest.has(nested)) this.#newest.set(nested, undefined);
    }
    return oldestFirst;
  }

  #isOlder({ Timestamp: at }: StackEvent): boolean {
    return this.#startedAt !== undefined && at !== undefined && at < this.#startedAt;
  }
}

/** A stack that takes its alias away again leaves a deployment that cannot be seen whole. */
async function findSnapshot(client: AwsClient, deploymentId: string): Promise<Snapshot | undefined> {
  try {
    return await readSnapshot(client, deploymentId);
  } catch (error) {
    if (error instanceof AwsRefusal) return undefined;
    throw error;
  }
}

const atOf = ({ Timestamp: at }: StackEvent): number => at?.getTime() ?? 0;
