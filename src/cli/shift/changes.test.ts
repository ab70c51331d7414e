import { expect, test } from 'vitest';
import { describeChanges } from './changes.ts';
import { canary, look, startedAt, stopped, takesBack } from './snapshot.fixture.ts';
import type { Snapshot } from './snapshot.ts';

const changes = (before: Snapshot | undefined, after: Snapshot): readonly string[] =>
  describeChanges(before, after, { timeZone: 'UTC' }).map((line) => line.slice(10));

test('the first look tells what it is about, with the time of the platform', () => {
  expect(describeChanges(undefined, look(), { timeZone: 'UTC' })).toEqual([
    '19:48:49  d-75I7MBT7C  shop/checkout  checkout:live  version 1 → 2  Canary10Percent5Minutes  InProgress',
    '19:48:49  BeforeAllowTraffic Succeeded after 0.4 s',
    '19:48:49  AllowTraffic InProgress',
    '19:48:49  traffic 10 % on version 2, 90 % on version 1; 100 % in 3:37, at 19:52:26',
    '19:48:49  errors: version 2: 97 invocations, 2 errors (2.1 %), p99 12 ms',
    '19:48:49  alarm CanaryErrorsAlarm OK',
  ]);
});

test('where nothing happened there is no line, however often calls are counted', () => {
  const versions = canary.versions.map((version) => ({ ...version, invocations: version.invocations + 50 }));
  expect(changes(look(), look({ versions }, { observedAt: startedAt + 84_000 }))).toEqual([]);
});

test('a pause and its end are told', () => {
  expect(changes(look(), look({ isPaused: true }))).toEqual(['traffic paused, go on with: serin resume d-75I7MBT7C']);
  expect(changes(look({ isPaused: true }), look())).toEqual(['traffic goes on; 100 % in 3:37, at 19:52:26']);
});

test('a step of a linear shift comes with what the versions did', () => {
  const next = {
    weightPercent: 20,
    nextWeightPercent: 30,
    nextStepAt: startedAt + 120_000,
    endsAt: startedAt + 540_000,
  };
  expect(changes(look(), look(next))).toEqual([
    'traffic 20 % on version 2, 80 % on version 1; 30 % in 0:37, at 19:49:26 · all in 7:37, at 19:56:26',
    'version 1: 903 invocations, 0 errors (0.0 %), p99 4.2 ms',
    'version 2: 97 invocations, 2 errors (2.1 %), p99 12 ms',
  ]);
});

test('the end is told once, and its rollback when it comes', () => {
  const running = { ...takesBack, status: 'InProgress' };
  const ending = look({ ...stopped, weightPercent: 10 }, { rollback: running });
  expect(changes(look(), ending)).toEqual([
    'AllowTraffic Failed after 1 min 23 s',
    'AfterAllowTraffic Skipped',
    'alarm CanaryErrorsAlarm ALARM: Threshold Crossed',
    'version 1: 903 invocations, 0 errors (0.0 %), p99 4.2 ms',
    'version 2: 97 invocations, 2 errors (2.1 %), p99 12 ms',
    'Stopped after 1 min 24 s: an alarm went off',
    'One or more alarms have been activated. Activated alarms: <CanaryErrorsAlarm>',
    'd-AAAAAAAAA is taking the traffic back',
  ]);
  expect(changes(ending, look(stopped, { rollback: takesBack, isFinal: true }))).toEqual([
    'all traffic on version 1',
    'd-AAAAAAAAA took the traffic back in 1.0 s: all traffic is on version 1',
  ]);
});
