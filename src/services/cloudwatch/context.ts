import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import type { StoredMetricReader } from './stored-metric-reader.ts';

/** What CloudWatch is given. */
export interface CloudwatchDependencies {
  readonly store: Pick<Store, 'documents' | 'series' | 'leases'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves when all that functions have left behind so far is stored. */
  readonly flushTelemetry: () => Promise<void>;
}

/** What its operations work with. */
export interface CloudwatchContext extends CloudwatchDependencies {
  readonly metrics: StoredMetricReader;
}

export type CloudwatchInput<Name extends keyof CloudwatchOperations> = CloudwatchOperations[Name]['input'];
export type CloudwatchOutput<Name extends keyof CloudwatchOperations> = CloudwatchOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type CloudwatchOperation<Name extends keyof CloudwatchOperations> = (
  input: CloudwatchInput<Name>,
  context: CloudwatchContext,
  request: RequestContext,
) => Promise<CloudwatchOutput<Name>>;
