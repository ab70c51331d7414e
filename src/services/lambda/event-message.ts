/** An asynchronous event as the queue keeps it: a state machine saved before each step. */
import { invariant } from '../../invariant.ts';
import type { LeasedMessage } from '../../storage/queue.ts';
import type { AsynchronousEvent } from './asynchronous-event.ts';
import type { DeliveryTarget } from './event-delivery.ts';
import type { EventCondition, EventProgress } from './event-retry.ts';

/** The payload lies beside the body, as bytes. */
type StoredEvent = Omit<AsynchronousEvent, 'payload'>;

export type EventState =
  | { readonly phase: 'attempt'; readonly event: StoredEvent; readonly progress: EventProgress }
  /** Its fate is settled; `targets` are yet to be told. */
  | {
      readonly phase: 'deliver';
      readonly event: StoredEvent;
      readonly progress: EventProgress;
      readonly condition: EventCondition;
      readonly finishedAtMs: number;
      readonly targets: readonly DeliveryTarget[];
      /** How many times a delivery failed so far. */
      readonly failures: number;
    };

export function firstState(event: AsynchronousEvent): EventState {
  const { payload, ...stored } = event;
  invariant(payload instanceof Uint8Array, 'an event has a payload');
  return {
    phase: 'attempt',
    event: stored,
    progress: { acceptedAtMs: event.acceptedAtMs, attempts: 0, postponements: 0 },
  };
}

export function readState(message: LeasedMessage): EventState {
  const { body } = message;
  invariant(typeof body === 'object' && body !== null && 'phase' in body, 'a queued event has a phase');
  // Only this file's types are written to the queue.
  return body as EventState;
}

export function eventOf(state: EventState, message: LeasedMessage): AsynchronousEvent {
  return { ...state.event, payload: message.payload };
}
