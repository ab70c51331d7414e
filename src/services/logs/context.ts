import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { LogsOperations } from '../../api/logs.ts';
import type { Client } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { LogEvent } from '../../storage/logs.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import type { EventRemoval } from './event-removal.ts';
import type { LogGroups } from './log-groups.ts';
import type { LogWriter } from './log-writer.ts';
import type { LogsInput, LogsOutput } from './wire.ts';

/** What CloudWatch Logs is given. */
export interface LogsDependencies {
  readonly store: Pick<Store, 'documents' | 'logs'>;
  readonly clock: Clock;
  readonly random: Random;
  /** A peer, called as any client calls it: metric filters put their values there. */
  readonly cloudwatch: Pick<Client<CloudwatchOperations>, 'PutMetricData'>;
  /** Sees events on their way in, of functions and of clients, but not lines that have a form; must not throw. */
  readonly observe?: (events: readonly LogEvent[]) => void;
  /** Resolves when all that functions have printed so far has been written. */
  readonly flushTelemetry: () => Promise<void>;
  /** Told of what went wrong where nobody waits for an answer. */
  readonly report: (problem: string, error: unknown) => void;
}

/** What its operations work with. */
export interface LogsContext extends LogsDependencies {
  readonly groups: LogGroups;
  readonly writer: LogWriter;
  readonly removal: EventRemoval;
}

/** The shape of every function in `operations/`. */
export type LogsOperation<Name extends keyof LogsOperations> = (
  input: LogsInput<Name>,
  context: LogsContext,
  request: RequestContext,
) => Promise<LogsOutput<Name>>;
