/** Looks at aliases, alarms and deployments while a stack is updated, and keeps what has changed when. */
import { cloudwatch, type CloudwatchOperations } from '../api/cloudwatch.ts';
import { codedeploy, type CodedeployOperations } from '../api/codedeploy.ts';
import type { LambdaOperations } from '../api/lambda.ts';
import type { Clock } from '../time/clock.ts';
import { jsonRefusal, type AwsConnection, type Caller } from './aws-connection.ts';
import type { ShiftedAlias } from './shifted-aliases.ts';

export interface ObservedWeights {
  readonly atMs: number;
  /** The version that has what the other does not. */
  readonly version: string;
  readonly other?: { readonly version: string; readonly percent: number };
}

export interface AlarmTransition {
  readonly atMs: number;
  readonly alarm: string;
  readonly state: string;
  readonly reason: string;
}

type AliasAnswer = Omit<LambdaOperations['GetAlias']['output'], '$metadata'>;

export type MetricAlarm = NonNullable<CloudwatchOperations['DescribeAlarms']['output']['MetricAlarms']>[number];
export type CompositeAlarm = NonNullable<CloudwatchOperations['DescribeAlarms']['output']['CompositeAlarms']>[number];

export interface Alarms {
  readonly metric: readonly MetricAlarm[];
  readonly composite: readonly CompositeAlarm[];
}

export class Observer {
  readonly weights = new Map<string, ObservedWeights[]>();
  readonly codedeploy: Caller<CodedeployOperations>;
  readonly cloudwatch: Caller<CloudwatchOperations>;
  readonly #connection: AwsConnection;
  readonly #clock: Clock;
  #alarmsWhileUpdating: Alarms | undefined;
  #looks = 0;

  constructor(connection: AwsConnection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    this.codedeploy = connection.caller(codedeploy);
    this.cloudwatch = connection.caller(cloudwatch);
  }

  /** `stackStatus`: as it was a moment ago. */
  async look(aliases: readonly ShiftedAlias[], stackStatus = ''): Promise<void> {
    for (const alias of aliases) await this.#lookAtAlias(alias);
    if (stackStatus !== 'UPDATE_IN_PROGRESS') return;
    // Their definitions change once at most: they are not worth a look each time.
    if (this.#looks % looksPerAlarm === 0) this.#alarmsWhileUpdating = await this.alarms();
    this.#looks += 1;
  }

  /** As they were defined before the update ended: a rollback takes back their change, too. */
  async alarmsOfUpdate(): Promise<Alarms> {
    return this.#alarmsWhileUpdating ?? this.alarms();
  }

  /** The version with most of the traffic. */
  currentVersion({ resource }: ShiftedAlias): string {
    return this.weights.get(resource)?.at(-1)?.version ?? '';
  }

  async alarms(): Promise<Alarms> {
    const metric: MetricAlarm[] = [];
    const composite: CompositeAlarm[] = [];
    let token: string | undefined;
    do {
      const page = await this.cloudwatch('DescribeAlarms', {
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: 100,
        ...(token !== undefined && { NextToken: token }),
      });
      metric.push(...(page.MetricAlarms ?? []));
      composite.push(...(page.CompositeAlarms ?? []));
      token = page.NextToken;
    } while (token !== undefined);
    return { metric, composite };
  }

  /** Of all alarms, oldest first, as CloudWatch keeps them. */
  async transitions(): Promise<readonly AlarmTransition[]> {
    const found: AlarmTransition[] = [];
    let token: string | undefined;
    do {
      const page = await this.cloudwatch('DescribeAlarmHistory', {
        HistoryItemType: 'StateUpdate',
        ScanBy: 'TimestampAscending',
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: 100,
        ...(token !== undefined && { NextToken: token }),
      });
      for (const { AlarmName: alarm = '', Timestamp, HistoryData = '{}' } of page.AlarmHistoryItems ?? []) {
        // CloudWatch's own form.
        const { newState } = JSON.parse(HistoryData) as { newState?: { stateValue?: string; stateReason?: string } };
        const { stateValue: state = '', stateReason: reason = '' } = newState ?? {};
        found.push({ atMs: Timestamp?.getTime() ?? 0, alarm, state, reason });
      }
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  }

  async #lookAtAlias({ resource, functionName, alias }: ShiftedAlias): Promise<void> {
    const atMs = this.#clock.now();
    const { status, headers, body } = await this.#connection.send({
      method: 'GET',
      service: 'lambda',
      path: `/2015-03-31/functions/${functionName}/aliases/${alias}`,
    });
    if (status >= 400) throw jsonRefusal(body, headers.get('x-amzn-errortype') ?? undefined);
    // The platform encodes by the SDK's own schema.
    const { FunctionVersion = '', RoutingConfig } = JSON.parse(Buffer.from(body).toString()) as AliasAnswer;
    const [other] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
    const now: ObservedWeights = {
      atMs,
      version: FunctionVersion,
      ...(other !== undefined && { other: { version: other[0], percent: Math.round(other[1] * 100) } }),
    };
    const seen = this.weights.get(resource) ?? [];
    if (!isSame(seen.at(-1), now)) this.weights.set(resource, [...seen, now]);
  }
}

const looksPerAlarm = 5;

function isSame(one: ObservedWeights | undefined, another: ObservedWeights): boolean {
  return (
    one !== undefined &&
    one.version === another.version &&
    one.other?.version === another.other?.version &&
    one.other?.percent === another.other?.percent
  );
}
