/** The vocabulary in which recorded CloudWatch cases are told again, in each of its three protocols. */
import {
  CloudWatch,
  CloudWatchServiceException,
  type Dimension,
  type MetricDataQuery,
  type MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { startTestPlatform, type TestPlatform } from '../../../../src/testing/index.ts';
import { Comparison } from '../compare.ts';
import { recordSuccess } from '../record.ts';
import type { RecordedItems } from '../snapshot.ts';

const protocols = {
  query: AwsQueryProtocol,
  json: AwsJson1_0Protocol,
  'smithy-rpc-v2-cbor': AwsSmithyRpcV2CborProtocol,
} as const;

export type ProtocolName = keyof typeof protocols;
export const protocolNames: readonly ProtocolName[] = ['query', 'json', 'smithy-rpc-v2-cbor'];

export interface CloudWatchScenario {
  /** `Class::test[parameters]`, as recorded. */
  readonly name: string;
  readonly protocol: ProtocolName;
  readonly needsRuntimes: boolean;
  readonly run: (replay: CloudWatchReplay) => Promise<void>;
}

/** The same story in each protocol. `parameters`: what stands in the brackets after the protocol. */
export function inEachProtocol(
  test: string,
  run: CloudWatchScenario['run'],
  parameters?: string,
): readonly CloudWatchScenario[] {
  return protocolNames.map((protocol) => ({
    name: `${test}[${protocol}${parameters === undefined ? '' : `-${parameters}`}]`,
    protocol,
    needsRuntimes: false,
    run,
  }));
}

/** The first difference between a case as recorded and as replayed; `undefined`: they are equal. */
export async function findCloudWatchDifference(
  { protocol, needsRuntimes, run }: CloudWatchScenario,
  recorded: RecordedItems,
): Promise<string | undefined> {
  await using platform = await startTestPlatform({ runtimes: needsRuntimes ? 'machine' : 'any' });
  const replay = new CloudWatchReplay(platform, recorded, protocol);
  await run(replay);
  return replay.findDifference();
}

export class CloudWatchReplay {
  readonly platform: TestPlatform;
  readonly cloudwatch: CloudWatch;
  readonly #protocol: ProtocolName;
  readonly #recorded: RecordedItems;
  readonly #comparison: Comparison;
  readonly #told = new Set<string>();
  #difference: string | undefined;

  constructor(platform: TestPlatform, recorded: RecordedItems, protocol: ProtocolName) {
    this.platform = platform;
    this.cloudwatch = new CloudWatch({
      ...platform.clientConfig,
      maxAttempts: 1,
      // The packages' versions of one protocol's type differ in what is private.
      protocol: protocols[protocol] as never,
    });
    this.#protocol = protocol;
    this.#recorded = recorded;
    this.#comparison = new Comparison(platform);
  }

  /** So many seconds from now. */
  at(seconds = 0): Date {
    return new Date(this.platform.clock.now() + seconds * 1000);
  }

  put(...MetricData: MetricDatum[]): Promise<object> {
    return this.cloudwatch.putMetricData({ Namespace: 'test/recorded', MetricData });
  }

  /** A metric of the namespace of `put`. */
  query(
    Id: string,
    MetricName: string,
    stat: { Stat: string; Period?: number; Unit?: MetricDatum['Unit']; Dimensions?: Dimension[] },
  ): MetricDataQuery {
    const { Dimensions, Period = 60, ...rest } = stat;
    return { Id, MetricStat: { Metric: { Namespace: 'test/recorded', MetricName, Dimensions }, Period, ...rest } };
  }

  /** `GetMetricData` around now, as an item. */
  async data(name: string, MetricDataQueries: MetricDataQuery[], from = -60): Promise<void> {
    const range = { StartTime: this.at(from), EndTime: this.at(60) };
    this.value(name, recordSuccess(await this.cloudwatch.getMetricData({ ...range, MetricDataQueries })));
  }

  /** A call whose refusal is an item. */
  async refusal(name: string, call: Promise<object>): Promise<void> {
    try {
      this.value(name, recordSuccess(await call));
    } catch (error) {
      if (!(error instanceof CloudWatchServiceException)) throw error;
      this.value(name, this.#recordRefusal(error));
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

  /** As Python's client has it: the query protocol's code, and beside it the shape's name where that travelled. */
  #recordRefusal(error: CloudWatchServiceException): Readonly<Record<string, unknown>> {
    // The client puts the query protocol's own words beside the modelled ones.
    const { Code, Type } = error as CloudWatchServiceException & { Code?: string; Type?: string };
    const status = { HTTPHeaders: {}, HTTPStatusCode: error.$metadata.httpStatusCode };
    const Error = { Code, Message: error.message, Type };
    return this.#protocol === 'query'
      ? { Error, ResponseMetadata: status }
      : {
          Error: { ...Error, QueryErrorCode: error.name },
          message: error.message,
          ResponseMetadata: status,
        };
  }
}
