/** What a rehearsal of one function would have seen: `checkout:live`, from version 1 to 2, under one alarm. */
import type { Evidence, ObservedAlias, ObservedGroup } from './evidence.ts';
import type { MetricAlarm } from './observer.ts';

const minuteMs = 60_000;

export const dimensionsOf = (members: Readonly<Record<string, string>>): { Name: string; Value: string }[] =>
  Object.entries(members).map(([Name, Value]) => ({ Name, Value }));

/** As the guide advises it. */
export const seeing = dimensionsOf({ FunctionName: 'checkout', Resource: 'checkout:live', ExecutedVersion: '2' });

export const goodAlarm: MetricAlarm = {
  AlarmName: 'errors',
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: seeing,
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};

export const durationAlarm: MetricAlarm = {
  ...goodAlarm,
  AlarmName: 'duration',
  MetricName: 'Duration',
  Statistic: undefined,
  ExtendedStatistic: 'p99',
  Threshold: 1000,
};

export const goodGroup: ObservedGroup = {
  name: 'group',
  config: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  routing: { kind: 'canary', percent: 10, waitMs: 5 * minuteMs },
  alarms: ['errors', 'duration'],
  areAlarmsOn: true,
  rollbackEvents: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
};

export interface Changes {
  readonly alarm?: Partial<MetricAlarm>;
  readonly duration?: Partial<MetricAlarm>;
  readonly group?: Partial<ObservedGroup>;
  readonly alias?: Partial<ObservedAlias>;
  readonly evidence?: Partial<Evidence>;
}

function observedAlias({ group, alias }: Changes): ObservedAlias {
  return {
    alias: {
      resource: 'CheckoutAliaslive',
      functionResource: 'Checkout',
      versionReference: '!GetAtt Checkout.Version.Version',
      functionName: 'checkout',
      alias: 'live',
      groupResource: 'CheckoutDeploymentGroup',
    },
    currentVersion: '1',
    weights: [
      { atMs: 0, version: '1' },
      { atMs: minuteMs, version: '1', other: { version: '2', percent: 10 } },
      { atMs: 6 * minuteMs, version: '2' },
    ],
    tally: {
      refused: 0,
      calls: [
        { atMs: 0, version: '1', hasFailed: false },
        { atMs: 2 * minuteMs, version: '1', hasFailed: false },
        { atMs: 2.5 * minuteMs, version: '2', hasFailed: true },
        { atMs: 3 * minuteMs, version: '2', hasFailed: false },
        { atMs: 7 * minuteMs, version: '2', hasFailed: false },
      ],
    },
    deployments: [
      {
        deploymentId: 'd-ABCDEFGHI',
        status: 'Succeeded',
        isRollback: false,
        config: goodGroup.config,
        targetVersion: '2',
        createdAtMs: minuteMs / 2,
        messages: [],
        lifecycleEvents: [],
      },
    ],
    group: { ...goodGroup, ...group },
    latencies: new Map([['1', { p50Ms: 1, p99Ms: 20 }]]),
    ...alias,
  };
}

export function evidenceOf(changes: Changes = {}): Evidence {
  const { alarm, duration, evidence } = changes;
  return {
    startedAtMs: 0,
    stackStatus: 'UPDATE_COMPLETE',
    events: [],
    aliases: [observedAlias(changes)],
    alarms: {
      metric: [
        { ...goodAlarm, ...alarm },
        { ...durationAlarm, ...duration },
      ],
      composite: [],
    },
    transitions: [],
    template: { Resources: { Checkout: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 10 } } } },
    physicalIds: new Map([
      ['ErrorsAlarm', 'errors'],
      ['DurationAlarm', 'duration'],
    ]),
    ...evidence,
  };
}
