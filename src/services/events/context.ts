import type { EventsOperations } from '../../api/events.ts';
import type { LambdaOperations } from '../../api/lambda.ts';
import type { Client } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What EventBridge works with. */
export interface EventsDependencies {
  readonly store: Pick<Store, 'documents' | 'queue'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Peers that take what rules send. */
  readonly lambda: Pick<Client<LambdaOperations>, 'Invoke'>;
  readonly sns: Pick<Client<SnsOperations>, 'Publish'>;
  /** Is told which deliveries were given up, and what failed in Serin itself. */
  readonly report: (problem: unknown) => void;
}

export interface EventsContext extends EventsDependencies {
  /** To be called when a message was put into the queue. */
  readonly wakeDeliveries: () => void;
}

export type EventsInput<Name extends keyof EventsOperations> = EventsOperations[Name]['input'];
export type EventsOutput<Name extends keyof EventsOperations> = EventsOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type EventsOperation<Name extends keyof EventsOperations> = (
  input: EventsInput<Name>,
  context: EventsContext,
  request: RequestContext,
) => Promise<EventsOutput<Name>>;
