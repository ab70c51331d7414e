/** The vocabulary in which recorded cases of CloudWatch Logs are told again. */
import { CloudWatchLogs, CloudWatchLogsServiceException } from '@aws-sdk/client-cloudwatch-logs';
import { startTestPlatform, type TestPlatform } from '../../../../src/testing/index.ts';
import { Comparison } from '../compare.ts';
import { recordSuccess } from '../record.ts';
import type { RecordedItems } from '../snapshot.ts';

export interface LogsScenario {
  /** `Class::test`, as recorded. */
  readonly name: string;
  readonly run: (replay: LogsReplay) => Promise<void>;
}

/** The first difference between a case as recorded and as replayed; `undefined`: they are equal. */
export async function findLogsDifference({ run }: LogsScenario, recorded: RecordedItems): Promise<string | undefined> {
  await using platform = await startTestPlatform({ runtimes: 'any' });
  const replay = new LogsReplay(platform, recorded);
  await run(replay);
  return replay.findDifference();
}

const metadata = (HTTPStatusCode: number | undefined) => ({ HTTPHeaders: {}, HTTPStatusCode });

export class LogsReplay {
  readonly platform: TestPlatform;
  readonly logs: CloudWatchLogs;
  readonly #recorded: RecordedItems;
  readonly #comparison: Comparison;
  readonly #told = new Set<string>();
  #difference: string | undefined;

  constructor(platform: TestPlatform, recorded: RecordedItems) {
    this.platform = platform;
    this.logs = new CloudWatchLogs({ ...platform.clientConfig, maxAttempts: 1 });
    // The recorder wrote a word of its own for each index, of which nothing more is known.
    const written = JSON.stringify(recorded).replaceAll(
      /"too-(?:old|new)-log-event-(?:end|start)-index"/g,
      '"timestamp"',
    );
    this.#recorded = JSON.parse(written) as RecordedItems;
    this.#comparison = new Comparison(platform);
  }

  get nowMs(): number {
    return this.platform.clock.now();
  }

  /** A text as long as the one that was recorded in an item. */
  recordedRun(name: string): string {
    const runs = JSON.stringify(this.#recorded[name]).match(/X+/g) ?? [];
    return 'X'.repeat(Math.max(0, ...runs.map((run) => run.length)));
  }

  arn(group: string): string {
    return `arn:aws:logs:${this.platform.region}:${this.platform.account}:log-group:${group}`;
  }

  async group(logGroupName = 'recorded', tags?: Record<string, string>): Promise<{ logGroupName: string }> {
    await this.logs.createLogGroup({ logGroupName, ...(tags && { tags }) });
    return { logGroupName };
  }

  async stream(logStreamName = 'stream'): Promise<{ logGroupName: string; logStreamName: string }> {
    const group = await this.group();
    await this.logs.createLogStream({ ...group, logStreamName });
    return { ...group, logStreamName };
  }

  async item(name: string, call: Promise<object>): Promise<void> {
    this.value(name, recordSuccess(await call));
  }

  /** A call whose refusal is an item. */
  async refusal(name: string, call: Promise<object>): Promise<void> {
    try {
      this.value(name, recordSuccess(await call));
    } catch (error) {
      if (!(error instanceof CloudWatchLogsServiceException)) throw error;
      const { httpStatusCode } = error.$metadata;
      this.value(name, {
        Error: { Code: error.name, Message: error.message },
        ResponseMetadata: metadata(httpStatusCode),
      });
    }
  }

  value(name: string, actual: unknown): void {
    this.#told.add(name);
    this.#difference ??=
      name in this.#recorded
        ? this.#comparison.findDifference(this.#recorded[name], actual, name)
        : `${name}: no such item, here ${JSON.stringify(actual)}`;
  }

  findDifference(): string | undefined {
    const untold = Object.keys(this.#recorded).find((name) => !this.#told.has(name));
    return this.#difference ?? (untold === undefined ? undefined : `${untold}: not reached`);
  }
}
