import type { LogsOperations } from '../../../api/logs.ts';
import type { LogStreamSummary } from '../../../storage/logs.ts';
import { sequenceToken } from './event-id.ts';
import { groupArn } from './log-group.ts';
import type { Owner } from './owner.ts';

export interface LogStream {
  readonly name: string;
  /** What its events are stored under: a stream made anew under the same name has another. */
  readonly storedAs: string;
  readonly createdAtMs: number;
}

type WireLogStream = NonNullable<LogsOperations['DescribeLogStreams']['output']['logStreams']>[number];

export function createLogStream(name: string, createdAtMs: number, id: string): LogStream {
  return { name, storedAs: `${name}:${id}`, createdAtMs };
}

/** A stream's name from what its events are stored under. */
export const nameOfStored = (storedAs: string): string => storedAs.slice(0, storedAs.lastIndexOf(':'));

/** `summary`: of its events; absent where it has none. */
export function describeLogStream(
  stream: LogStream,
  summary: LogStreamSummary | undefined,
  group: string,
  owner: Owner,
): WireLogStream {
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAtMs,
    ...(summary !== undefined && {
      firstEventTimestamp: summary.firstAtMs,
      lastEventTimestamp: summary.lastAtMs,
      lastIngestionTime: summary.lastIngestedAtMs,
      uploadSequenceToken: sequenceToken(summary.lastIngestedAtMs),
    }),
    arn: `${groupArn(owner, group)}:log-stream:${stream.name}`,
    // AWS has answered 0 for every stream since 2019.
    storedBytes: 0,
  };
}
