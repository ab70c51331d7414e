import type { FormedLine } from '../aws/line-form.ts';

/** Logs: events by group and stream, appended in batches and read by time. */
export interface Logs {
  /** Durable when resolved. Events of one stream keep the order in which they came; each line of a form is an event. */
  append(events: readonly NewLogEvent[]): Promise<void>;
  /**
   * Events in [fromMs, toMs), by time and then by arrival, paged by `after`: a `next`, or the
   * `logCursor` of any event. Throws `InvalidCursor` for any other text. See `cursor.ts`.
   */
  query(request: LogQuery): Promise<{ readonly events: readonly StoredLogEvent[]; readonly next?: string }>;
  /** Streams of a group that have events, by name, with the moments of their first and last. */
  listStreams(request: {
    readonly owner: string;
    readonly group: string;
    readonly prefix?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly LogStreamSummary[]>;
  /** Forgets a group's events before the moment (all of them: pass Infinity), or those of one stream. */
  prune(request: {
    readonly owner: string;
    readonly group: string;
    readonly stream?: string;
    readonly beforeMs: number;
  }): Promise<number>;
}

export interface LogEvent {
  /** Region and account, as `us-east-1/000000000000`. */
  readonly owner: string;
  readonly group: string;
  readonly stream: string;
  readonly atMs: number;
  readonly ingestedAtMs: number;
  readonly message: string;
}

export type NewLogEvent = LogEvent & Pick<FormedLine, 'form' | 'laterMs'>;

export interface StoredLogEvent extends LogEvent {
  /** Unique in the store, growing with arrival. */
  readonly id: number;
}

export interface LogQuery {
  readonly owner: string;
  readonly group: string;
  /** Only these streams; left out: all. */
  readonly streams?: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly after?: string;
  readonly limit: number;
  /** @default false: oldest first */
  readonly newestFirst?: boolean;
}

export interface LogStreamSummary {
  readonly stream: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly lastIngestedAtMs: number;
  /** The messages' bytes in UTF-8. */
  readonly storedBytes: number;
}
