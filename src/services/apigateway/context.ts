import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What both kinds of API work with. */
export interface ApiGatewayDependencies {
  readonly store: Pick<Store, 'documents'>;
  readonly clock: Clock;
  readonly random: Random;
}
