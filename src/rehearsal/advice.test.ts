import { describe, expect, test } from 'vitest';
import { dimensionsOf, evidenceOf, seeing, type Changes } from './advice.fixture.ts';
import { adviseOn, type AdviceSetting } from './advice.ts';
import { parseFault } from './fault.ts';

const setting: AdviceSetting = { verdict: 'promoted', requestsPerSecond: 10, achievedPerSecond: 10 };

function codesOf(changes: Changes, more: Partial<AdviceSetting> = {}): string[] {
  return adviseOn(evidenceOf(changes), { ...setting, ...more }).map(
    ({ severity, code, resource }) => `${severity} ${code} ${resource}`,
  );
}

const faulty = (text: string): Partial<AdviceSetting> => {
  const fault = parseFault(text);
  return fault === undefined ? {} : { fault };
};

test('a template that is guarded well needs no advice', () => {
  expect(codesOf({})).toEqual([]);
  expect(codesOf({}, { ...faulty('errors=5%'), verdict: 'rolledBack' })).toEqual([]);
});

test('a machine that could not keep up is named', () => {
  expect(codesOf({}, { achievedPerSecond: 4 })).toEqual(['note machine-too-slow this machine']);
});

test('a current version that fails is named, for its events may be wrong', () => {
  const calls = [{ atMs: 0, version: '1', hasFailed: true }];
  expect(codesOf({ alias: { tally: { refused: 0, calls } } })).toEqual(['note current-version-fails Checkout']);
});

describe('a deployment group', () => {
  test.each<[string, NonNullable<Changes['group']>, string[]]>([
    ['without alarms', { alarms: [], areAlarmsOn: false }, ['blind no-alarm Checkout']],
    ['with alarms that are switched off', { areAlarmsOn: false }, ['blind no-alarm Checkout']],
    [
      'that shifts all at once',
      { routing: { kind: 'all-at-once', percent: 100, waitMs: 0 } },
      ['blind all-at-once Checkout'],
    ],
    ['that does not roll back', { rollbackEvents: [] }, ['slow no-rollback-on-alarm CheckoutDeploymentGroup']],
    [
      'that does not roll back what a hook refuses',
      { rollbackEvents: ['DEPLOYMENT_STOP_ON_ALARM'] },
      ['slow no-rollback-on-failure CheckoutDeploymentGroup'],
    ],
    [
      'that names an alarm which is not there',
      { alarms: ['errors', 'duration', 'gone'] },
      ['blind no-such-alarm gone'],
    ],
    ['whose alarms look at Errors alone', { alarms: ['errors'] }, ['note no-alarm-on-duration Checkout']],
    ['whose alarms do not look at Errors', { alarms: ['duration'] }, ['blind no-alarm-on-errors Checkout']],
  ])('%s', (_, group, wanted) => {
    expect(codesOf({ group })).toEqual(wanted);
  });

  test('whose alarms look at Errors alone is blind to a version that is slow', () => {
    expect(codesOf({ group: { alarms: ['errors'] } }, faulty('latency=+2s'))).toContain(
      'blind no-alarm-on-duration Checkout',
    );
  });

  test('with hooks is told that they do not guard its first deployment', () => {
    const [observed] = evidenceOf().aliases;
    const alias = { ...observed?.alias, beforeHook: 'Check' };
    // The fixture has all that an alias has.
    expect(codesOf({ alias: { alias: alias as NonNullable<typeof observed>['alias'] } })).toEqual([
      'note hooks-not-at-first Check',
    ]);
  });
});

describe('an alarm is blind', () => {
  test.each([
    ['other-function', { FunctionName: 'stock', Resource: 'stock:live', ExecutedVersion: '2' }],
    ['other-alias', { FunctionName: 'checkout', Resource: 'checkout:beta', ExecutedVersion: '2' }],
    ['other-alias', { FunctionName: 'checkout', Resource: 'checkout', ExecutedVersion: '2' }],
    ['version-as-resource', { FunctionName: 'checkout', Resource: 'checkout:2' }],
    ['other-version', { FunctionName: 'checkout', Resource: 'checkout:live', ExecutedVersion: '1' }],
    ['no-such-metric', { FunctionName: 'checkout', ExecutedVersion: '2' }],
    ['no-such-metric', { Resource: 'checkout:live', ExecutedVersion: '2' }],
  ])('with the dimensions of %s: %j', (code, dimensions) => {
    expect(codesOf({ alarm: { Dimensions: dimensionsOf(dimensions) } })).toEqual([`blind ${code} ErrorsAlarm`]);
  });

  test('where its periods are longer than the canary', () => {
    expect(codesOf({ alarm: { Period: 300, EvaluationPeriods: 1 } })).toEqual(['blind too-slow ErrorsAlarm']);
    expect(codesOf({ alarm: { Period: 60, EvaluationPeriods: 3 } })).toEqual(['slow slow ErrorsAlarm']);
    expect(codesOf({ alarm: { Period: 60, EvaluationPeriods: 5, DatapointsToAlarm: 2 } })).toEqual([]);
  });

  test('where its threshold is more than the traffic can bring', () => {
    expect(codesOf({ alarm: { Threshold: 60 } })).toEqual(['blind threshold-out-of-reach ErrorsAlarm']);
    expect(codesOf({ alarm: { Threshold: 59 } })).toEqual([]);
    expect(codesOf({ alarm: { Threshold: 2 } }, { ...faulty('errors=5%'), verdict: 'rolledBack' })).toEqual([
      'slow threshold-by-chance ErrorsAlarm',
    ]);
    expect(codesOf({ duration: { Threshold: 10_000 } })).toEqual(['blind threshold-out-of-reach DurationAlarm']);
  });

  test('where it waters down the new version among the old', () => {
    const of = (dimensions: Readonly<Record<string, string>>, Threshold: number) => ({
      alarm: { Dimensions: dimensionsOf(dimensions), Statistic: 'Average', Threshold } as const,
    });
    const both = { FunctionName: 'checkout', Resource: 'checkout:live' };
    expect(codesOf(of(both, 0.1))).toEqual(['blind diluted ErrorsAlarm', 'note mixes-versions ErrorsAlarm']);
    expect(codesOf(of(both, 0.05))).toEqual(['note mixes-versions ErrorsAlarm']);
    expect(codesOf(of({ ...both, ExecutedVersion: '2' }, 0.5))).toEqual([]);
    expect(codesOf(of({ FunctionName: 'checkout' }, 0.2))).toContain('blind diluted ErrorsAlarm');
  });

  test('at first, and sees it late, where the share of the new version grows', () => {
    const group = { routing: { kind: 'linear', percent: 10, waitMs: 540_000 } } as const;
    expect(codesOf({ group, alarm: { Threshold: 60 } })).toEqual(['slow threshold-out-of-reach ErrorsAlarm']);
  });

  test('where its metric math does', () => {
    const metric = (Id: string, MetricName: string, Dimensions: typeof seeing) => ({
      Id,
      ReturnData: false,
      MetricStat: { Stat: 'Sum', Period: 60, Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions } },
    });
    const rate = (Dimensions: typeof seeing) => ({
      alarm: {
        Namespace: undefined,
        MetricName: undefined,
        Dimensions: undefined,
        Statistic: undefined,
        Threshold: 20,
        Metrics: [
          { Id: 'rate', Expression: '100 * errors / calls' },
          metric('errors', 'Errors', Dimensions),
          metric('calls', 'Invocations', Dimensions),
        ],
      },
    });
    expect(codesOf(rate(seeing))).toEqual([]);
    expect(codesOf(rate(seeing.slice(0, 2)))).toContain('blind diluted ErrorsAlarm');
  });

  test('to what a rehearsal makes no data of', () => {
    expect(codesOf({ alarm: { Namespace: 'AWS/ApiGateway', MetricName: '5XXError' } })).toContain(
      'note not-rehearsed ErrorsAlarm',
    );
  });
});

describe('missing data', () => {
  test.each([
    ['breaching', 'slow breaching-without-data ErrorsAlarm'],
    ['ignore', 'slow keeps-its-state ErrorsAlarm'],
  ])('that is %s', (TreatMissingData, wanted) => {
    expect(codesOf({ alarm: { TreatMissingData } })).toEqual([wanted]);
  });
});

describe('a composite alarm', () => {
  const composite = (AlarmRule: string): Changes => ({
    group: { alarms: ['unwell'] },
    evidence: {
      alarms: { metric: [...evidenceOf().alarms.metric], composite: [{ AlarmName: 'unwell', AlarmRule }] },
    },
  });

  test('is what it is made of', () => {
    const arn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:duration';
    expect(codesOf(composite(`ALARM("errors") OR ALARM(${arn})`))).toEqual([]);
    expect(codesOf(composite('ALARM(duration)'))).toEqual(['blind no-alarm-on-errors Checkout']);
  });
});

describe('an alarm that kept silent', () => {
  test('is named, with what it wanted', () => {
    const [advice, ...others] = adviseOn(evidenceOf(), { ...setting, ...faulty('errors=100%') });
    expect(advice).toMatchObject({ severity: 'blind', code: 'unnoticed', resource: 'ErrorsAlarm' });
    expect(advice?.finding).toContain('the Sum of Errors beyond 0 in 2 of 2 periods of 60 s');
    expect(others).toEqual([]);
  });

  test('until everybody had the new version is named, with how much too late it was', () => {
    const transitions = [{ atMs: 400_000, alarm: 'errors', state: 'ALARM', reason: '' }];
    const [advice] = adviseOn(evidenceOf({ evidence: { transitions } }), { ...setting, ...faulty('errors=100%') });
    expect(advice).toMatchObject({ code: 'too-late', finding: expect.stringContaining('40 s after') });
  });
});
