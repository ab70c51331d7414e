/** Puts what rules send into the queue, one message for each target. */
import { invariant } from '../../invariant.ts';
import type { LeasedMessage } from '../../storage/queue.ts';
import type { EventsContext } from './context.ts';
import { eventTime } from './resources/event.ts';
import { deliveryQueue } from './resources/keys.ts';
import { type RuleRecord, ruleArn } from './resources/rule.ts';
import { inputFor } from './resources/target-input.ts';

/** As the queue keeps it; what the target gets lies beside it, as bytes. */
export interface Delivery {
  readonly ruleArn: string;
  readonly targetId: string;
  readonly targetArn: string;
  readonly acceptedAtMs: number;
  readonly attemptsMax: number;
  readonly ageMaxMs: number;
  /** How many times it failed so far. */
  readonly failures: number;
}

export interface RuleEvent {
  /** JSON text. */
  readonly json: string;
  /** Makes the IDs of the messages: one that is enqueued again is kept once. Absent: they are new. */
  readonly occasion?: string;
}

/** Resolves once no crash can lose any of the deliveries. */
export async function enqueueDeliveries(
  { store, clock, random }: Pick<EventsContext, 'store' | 'clock' | 'random'>,
  rule: RuleRecord,
  { json, occasion }: RuleEvent,
): Promise<void> {
  const nowMs = clock.now();
  const matched = { json, ruleArn: ruleArn(rule), ruleName: rule.name, ingestedAt: eventTime(nowMs) };
  await Promise.all(
    rule.targets.map(async (target) => {
      const body: Delivery = {
        ruleArn: matched.ruleArn,
        targetId: target.id,
        targetArn: target.arn,
        acceptedAtMs: nowMs,
        attemptsMax: target.attemptsMax,
        ageMaxMs: target.ageMaxSeconds * 1000,
        failures: 0,
      };
      const id = occasion === undefined ? random.uuid() : `${occasion}/${target.id}`;
      const payload = Buffer.from(inputFor(target.input, matched));
      await store.queue.enqueue({ queue: deliveryQueue, id, body, payload, availableAtMs: nowMs });
    }),
  );
}

export function readDelivery({ body }: LeasedMessage): Delivery {
  invariant(typeof body === 'object' && body !== null && 'targetArn' in body, 'a queued delivery has a target');
  // Only this file's type is written to the queue.
  return body as Delivery;
}
