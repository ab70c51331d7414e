import type { LogsOperations } from '../../api/logs.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { LogsContext, LogsDependencies, LogsOperation } from './context.ts';
import type { LogsInput, LogsOutput } from './wire.ts';
import { EventRemoval } from './event-removal.ts';
import { LogGroups } from './log-groups.ts';
import { LogWriter, type LogLine } from './log-writer.ts';
import { MetricEmitter } from './metric-emitter.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { createLogStream } from './operations/create-log-stream.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { deleteLogStream } from './operations/delete-log-stream.ts';
import { deleteMetricFilter } from './operations/delete-metric-filter.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { describeMetricFilters } from './operations/describe-metric-filters.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import { getLogEvents } from './operations/get-log-events.ts';
import { listLogGroups } from './operations/list-log-groups.ts';
import * as settings from './operations/log-group-settings.ts';
import { putLogEvents } from './operations/put-log-events.ts';
import { putMetricFilter } from './operations/put-metric-filter.ts';
import * as retention from './operations/retention-policy.ts';
import * as tags from './operations/tags.ts';
import { testMetricFilter } from './operations/test-metric-filter.ts';

export interface LogsService extends AsyncDisposable {
  readonly operations: ReturnType<typeof createOperations>;
  /** Takes what functions print; their groups and streams are made with their first lines. Resolves when it is durable. */
  ingest(lines: readonly LogLine[]): Promise<void>;
  /** Resolves when nothing is under way that only time or a request would start: for tests. */
  idle(): Promise<void>;
}

/** CloudWatch Logs: groups, streams and events, and the metrics that filters make of them. */
export function createLogsService(dependencies: LogsDependencies): LogsService {
  const { store, clock, random, cloudwatch, observe, report } = dependencies;
  const groups = new LogGroups({ documents: store.documents, clock, random });
  const metrics = new MetricEmitter({ cloudwatch, random, report });
  const writer = new LogWriter({ logs: store.logs, clock, groups, metrics, observe });
  const removal = new EventRemoval({ store, clock, report });
  return {
    operations: createOperations({ ...dependencies, groups, writer, removal }),
    ingest: (lines) => writer.ingest(lines),
    idle: () => removal.settled(),
    async [Symbol.asyncDispose]() {
      await removal[Symbol.asyncDispose]();
      groups[Symbol.dispose]();
    },
  };
}

function createOperations(context: LogsContext) {
  const serve =
    <Name extends keyof LogsOperations>(operation: LogsOperation<Name>) =>
    (input: LogsInput<Name>, request: RequestContext): Promise<LogsOutput<Name>> =>
      operation(input, context, request);
  return {
    AssociateKmsKey: serve(settings.associateKmsKey),
    CreateLogGroup: serve(createLogGroup),
    CreateLogStream: serve(createLogStream),
    DeleteLogGroup: serve(deleteLogGroup),
    DeleteLogStream: serve(deleteLogStream),
    DeleteMetricFilter: serve(deleteMetricFilter),
    DeleteRetentionPolicy: serve(retention.deleteRetentionPolicy),
    DescribeLogGroups: serve(describeLogGroups),
    DescribeLogStreams: serve(describeLogStreams),
    DescribeMetricFilters: serve(describeMetricFilters),
    DisassociateKmsKey: serve(settings.disassociateKmsKey),
    FilterLogEvents: serve(filterLogEvents),
    GetLogEvents: serve(getLogEvents),
    ListLogGroups: serve(listLogGroups),
    ListTagsForResource: serve(tags.listTagsForResource),
    ListTagsLogGroup: serve(tags.listTagsLogGroup),
    PutLogEvents: serve(putLogEvents),
    PutLogGroupDeletionProtection: serve(settings.putDeletionProtection),
    PutMetricFilter: serve(putMetricFilter),
    PutRetentionPolicy: serve(retention.putRetentionPolicy),
    TagLogGroup: serve(tags.tagLogGroup),
    TagResource: serve(tags.tagResource),
    TestMetricFilter: serve(testMetricFilter),
    UntagLogGroup: serve(tags.untagLogGroup),
    UntagResource: serve(tags.untagResource),
  } satisfies Handlers<LogsOperations>;
}
