import type { LambdaOperations } from '../../api/lambda.ts';
import type { Client } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What SNS works with. */
export interface SnsDependencies {
  readonly store: Pick<Store, 'documents' | 'queue'>;
  readonly clock: Clock;
  readonly random: Random;
  /** The peer that takes events for functions. */
  readonly lambda: Pick<Client<LambdaOperations>, 'Invoke'>;
  /** Where receivers reach Serin: the addresses in messages begin with it. */
  readonly origin: string;
  /** Is told which deliveries were given up, and what failed in Serin itself. */
  readonly report: (problem: unknown) => void;
}

export interface SnsContext extends SnsDependencies {
  /** To be called when a message was put into the queue. */
  readonly wakeDeliveries: () => void;
}

export type SnsInput<Name extends keyof SnsOperations> = SnsOperations[Name]['input'];
export type SnsOutput<Name extends keyof SnsOperations> = SnsOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type SnsOperation<Name extends keyof SnsOperations> = (
  input: SnsInput<Name>,
  context: SnsContext,
  request: RequestContext,
) => Promise<SnsOutput<Name>>;
