import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What the operations on alarms work with. */
export interface AlarmContext {
  readonly store: Pick<Store, 'documents'>;
  readonly clock: Clock;
  readonly random: Random;
}

/** The shape of the operations on alarms in `operations/`. */
export type AlarmOperation<Name extends keyof CloudwatchOperations> = (
  input: CloudwatchOperations[Name]['input'],
  context: AlarmContext,
  request: RequestContext,
) => Promise<CloudwatchOperations[Name]['output']>;

export type AlarmInput<Name extends keyof CloudwatchOperations> = CloudwatchOperations[Name]['input'];
export type AlarmOutput<Name extends keyof CloudwatchOperations> = CloudwatchOperations[Name]['output'];
