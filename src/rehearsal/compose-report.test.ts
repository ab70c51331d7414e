import { describe, expect, test } from 'vitest';
import { evidenceOf, type Changes } from './advice.fixture.ts';
import { composeReport, type Setting } from './compose-report.ts';
import type { ObservedDeployment } from './evidence.ts';
import { parseFault } from './fault.ts';

const minuteMs = 60_000;

const setting: Setting = {
  template: 'template.yaml',
  stackName: 'shop',
  region: 'us-east-1',
  speed: 40,
  tookSeconds: 9,
  baseline: { kind: 'same', description: 'itself', isCodeMarked: true },
  traffic: { requestsPerSecond: 10, achievedPerSecond: 10, requests: 5, refused: 0 },
};

const compose = (changes: Changes = {}, more: Partial<Setting> = {}) =>
  composeReport(evidenceOf(changes), { ...setting, ...more });

const shift: ObservedDeployment = {
  deploymentId: 'd-ABCDEFGHI',
  status: 'Stopped',
  isRollback: false,
  config: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  targetVersion: '2',
  createdAtMs: minuteMs / 2,
  messages: [],
  lifecycleEvents: [{ name: 'AllowTraffic', status: 'Failed', startedAtMs: minuteMs, endedAtMs: 4.5 * minuteMs }],
};

const rolledBack: Changes = {
  evidence: {
    stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
    transitions: [{ atMs: 4 * minuteMs, alarm: 'errors', state: 'ALARM', reason: 'Threshold Crossed' }],
  },
  alias: {
    weights: [
      { atMs: 0, version: '1' },
      { atMs: minuteMs, version: '1', other: { version: '2', percent: 10 } },
      { atMs: 5 * minuteMs, version: '1' },
    ],
    deployments: [
      { ...shift, error: { code: 'ALARM_ACTIVE', message: 'One or more alarms have been activated' } },
      {
        ...shift,
        deploymentId: 'd-BACKBACKB',
        status: 'Succeeded',
        isRollback: true,
        createdAtMs: 4.5 * minuteMs,
        lifecycleEvents: [{ name: 'AllowTraffic', status: 'Succeeded', endedAtMs: 4.75 * minuteMs }],
      },
    ],
  },
};

describe('a report', () => {
  test('of what went all the way counts those who met it before everybody did', () => {
    const { verdict, isPassed, shifts, summary } = compose({}, { expected: 'promoted' });
    expect({ verdict, isPassed, summary }).toEqual({
      verdict: 'promoted',
      isPassed: true,
      summary: 'The change went all the way.',
    });
    expect(shifts).toMatchObject([
      {
        outcome: 'promoted',
        exposure: { requests: 2, errors: 1, sharePercent: 100, firstAtSeconds: 150, lastAtSeconds: 180 },
        versions: [
          { version: '1', role: 'current', requests: 2, errors: 0, p50Ms: 1, p99Ms: 20 },
          { version: '2', role: 'target', requests: 3, errors: 1 },
        ],
        weights: [
          { atSeconds: 0, targetPercent: 0 },
          { atSeconds: 60, targetPercent: 10 },
          { atSeconds: 360, targetPercent: 100 },
        ],
      },
    ]);
  });

  test('of what was taken back counts from the first bad request', () => {
    const report = compose(rolledBack, { expected: 'rolledBack' });
    expect(report).toMatchObject({ verdict: 'rolledBack', isPassed: true });
    expect(report.shifts).toMatchObject([
      {
        outcome: 'rolledBack',
        detectedBy: 'ErrorsAlarm',
        // The first bad request came after two and a half minutes.
        detectSeconds: 90,
        restoreSeconds: 135,
      },
    ]);
    expect(report.timeline.map(({ atSeconds, kind, text }) => [atSeconds, kind, text])).toEqual([
      [0, 'traffic', '100 % on version 1'],
      [30, 'deployment', 'd-ABCDEFGHI begins, LambdaCanary10Percent5Minutes'],
      [60, 'traffic', '90 % on version 1, 10 % on version 2'],
      [240, 'alarm', 'ALARM: Threshold Crossed'],
      [270, 'deployment', 'd-ABCDEFGHI was stopped by an alarm'],
      [270, 'deployment', 'd-BACKBACKB takes the traffic back'],
      [285, 'traffic', '100 % on version 1'],
    ]);
  });

  test('of what did not end as expected is not passed', () => {
    expect(compose({}, { expected: 'rolledBack' })).toMatchObject({ verdict: 'promoted', isPassed: false });
    expect(compose(rolledBack, { expected: 'promoted' })).toMatchObject({ verdict: 'rolledBack', isPassed: false });
  });

  test('of a fault without an expectation is passed, whatever came of it', () => {
    const fault = parseFault('errors=100%');
    const report = compose({}, fault === undefined ? {} : { fault });
    expect(report).toMatchObject({ verdict: 'promoted', isPassed: true });
    expect(report.summary).toBe('Nobody noticed the bad version (errors=100%): it went all the way to everybody.');
  });

  test('of traffic that stays split, or of a stack that is broken, is failed', () => {
    const split = [{ atMs: 0, version: '1', other: { version: '2', percent: 10 } }];
    expect(compose({ alias: { weights: split } })).toMatchObject({ verdict: 'failed', isPassed: false });
    const evidence = { stackStatus: 'UPDATE_ROLLBACK_FAILED' };
    expect(compose({ evidence })).toMatchObject({ verdict: 'failed', isPassed: false });
  });
});
