import { describe, expect, test } from 'vitest';
import { describeOutcome } from './outcome.ts';
import { parseHooks, type DeploymentView } from './read-deployment.ts';

type Info = DeploymentView['info'];

const ended = (status: string, info: Info, targetVersionWeight: number): DeploymentView => ({
  id: 'd-75I7MBT7C',
  status,
  info: { createTime: 1000, completeTime: 1182, ...info },
  shift: {
    deploymentId: 'd-75I7MBT7C',
    status,
    now: 1200,
    phase: 'ended',
    isPaused: false,
    targetVersionWeight,
    plan: [],
    alarms: [],
    undo: { isPossible: false, reason: '' },
  },
  target: { functionName: 'checkout', functionAlias: 'live', currentVersion: '1', targetVersion: '2' },
  lifecycle: [],
});

const alarm = { errorInformation: { code: 'ALARM_ACTIVE', message: 'An alarm is active' } } as const;

describe('the outcome', () => {
  test('of one that an alarm ended says why in words, and where the traffic is', () => {
    const rollback = { id: 'd-ROLLBACK1', status: 'Succeeded', tookSeconds: 2 };
    const reason = 'CanaryErrors went into ALARM: 2 datapoints were greater than the threshold.';
    expect(describeOutcome(ended('Stopped', alarm, 0), { reason, rollback })).toEqual({
      tone: 'bad',
      headline: 'Stopped after 3 min 02 s: an alarm went off',
      sentences: [reason, 'd-ROLLBACK1 took the traffic back in 2 s: all traffic is on version 1.'],
    });
  });

  test('of one that left the traffic split is bad, and says what helps', () => {
    const stopped = { errorInformation: { code: 'MANUAL_STOP', message: 'Stopped by hand' } } as const;
    expect(describeOutcome(ended('Stopped', stopped, 0.1), { reason: undefined, rollback: undefined })).toMatchObject({
      tone: 'bad',
      sentences: [
        'Stopped by hand',
        'The traffic stays split: 90 % on version 1, 10 % on version 2. Undo takes it back.',
      ],
    });
    expect(describeOutcome(ended('Stopped', stopped, 0), { reason: undefined, rollback: undefined })?.tone).toBe(
      'warn',
    );
  });

  test('of one that succeeded tells when it was undone', () => {
    const rollback = { id: 'd-UNDONE001', status: 'InProgress' };
    expect(describeOutcome(ended('Succeeded', {}, 1), { reason: undefined, rollback: undefined })?.sentences).toEqual([
      'All traffic is on version 2.',
    ]);
    expect(describeOutcome(ended('Succeeded', {}, 1), { reason: undefined, rollback })?.headline).toBe(
      'Succeeded in 3 min 02 s, and was undone',
    );
  });

  test('of one that runs is open', () => {
    expect(describeOutcome(ended('InProgress', {}, 0.1), { reason: undefined, rollback: undefined })).toBeUndefined();
  });
});

describe('hooks', () => {
  test('are found in an AppSpec file, in JSON as in YAML', () => {
    const json = JSON.stringify({
      version: 0,
      Hooks: [{ BeforeAllowTraffic: 'check' }, { AfterAllowTraffic: 'verify' }],
    });
    expect(parseHooks(json)).toEqual({ BeforeAllowTraffic: 'check', AfterAllowTraffic: 'verify' });
    const yaml = 'Hooks:\n  - BeforeAllowTraffic: "arn:aws:lambda:us-east-1:000000000000:function:check"\n';
    expect(parseHooks(yaml)).toEqual({ BeforeAllowTraffic: 'check' });
    expect(parseHooks('')).toEqual({});
  });
});
