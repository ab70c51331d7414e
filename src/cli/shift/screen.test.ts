import { expect, test } from 'vitest';
import { lengthOf, paint } from './lines.ts';
import { renderScreen, type ScreenOptions } from './screen.ts';
import { canary, look, startedAt, stopped, takesBack } from './snapshot.fixture.ts';
import type { Snapshot } from './snapshot.ts';

const screen = (snapshot: Snapshot, options: Partial<ScreenOptions> = {}): string =>
  renderScreen(snapshot, { width: 80, timeZone: 'UTC', ...options })
    .map((line) => paint(line, false))
    .join('\n');

test('a canary on its way is told on one screen', () => {
  expect(screen(look())).toBe(`
 d-75I7MBT7C  shop/checkout                                          InProgress
 checkout:live  version 1 → 2    Canary10Percent5Minutes, 19:47:26 + 1 min 23 s

 version 2  10 %                                                90 %  version 1
 ████████${'░'.repeat(70)}
 ● 10 %   ○ 100 %
 100 % in 3:37, at 19:52:26

 ✓ BeforeAllowTraffic  Succeeded         0.4 s  19:47:26
 ● AllowTraffic        InProgress   1 min 23 s  19:47:26
 ○ AfterAllowTraffic   Pending

 since 19:47:26   invocations    share   errors  error rate  p99, last min
 version 1                903   90.3 %        0       0.0 %         4.2 ms
 version 2                 97    9.7 %        2       2.1 %          12 ms

 ✓ alarm CanaryErrorsAlarm  OK`);
});

test('no line is wider than the terminal, however narrow, and no screen higher', () => {
  const long = look({
    ...stopped,
    description: 'x'.repeat(300),
    messages: ['something happened '.repeat(20), 'y'.repeat(200)],
    plan: Array.from({ length: 100 }, (_, index) => ({ weightPercent: index + 1, afterSeconds: 60 })),
  });
  for (const width of [20, 40, 60, 80, 120, 300])
    for (const height of [1, 5, 8, 15, 24, 60]) {
      const lines = renderScreen(long, { width, height, timeZone: 'UTC' });
      expect(lines.length).toBeLessThanOrEqual(height);
      expect(Math.max(...lines.map(lengthOf))).toBeLessThanOrEqual(width);
    }
});

test('on a low terminal the head and the end stay', () => {
  const shown = screen(look(stopped, { rollback: takesBack, isFinal: true }), { height: 12 });
  expect(shown).toContain('d-75I7MBT7C');
  expect(shown).toContain('d-AAAAAAAAA took the traffic back');
});

test('a share of one percent is seen, and so is the last one', () => {
  const bar = (weightPercent: number): string => screen(look({ weightPercent })).split('\n')[5] ?? '';
  expect(bar(0)).toBe(` ${'░'.repeat(78)}`);
  expect(bar(1)).toBe(` █${'░'.repeat(77)}`);
  expect(bar(99)).toMatch(/█░$/);
  expect(bar(100)).toBe(` ${'█'.repeat(78)}`);
});

test('a plan of many steps becomes a count', () => {
  const plan = Array.from({ length: 50 }, (_, index) => ({ weightPercent: (index + 1) * 2, afterSeconds: 60 }));
  expect(screen(look({ plan, step: 4 }))).toContain('step 5 of 50');
});

test('of a linear shift the next step and the end are told', () => {
  const endsAt = startedAt + 540_000;
  expect(screen(look({ nextWeightPercent: 20, nextStepAt: startedAt + 100_000, endsAt }))).toContain(
    '20 % in 0:17, at 19:49:06 · all in 7:37, at 19:56:26',
  );
});

test('a paused deployment says how to go on', () => {
  const shown = screen(look({ isPaused: true }));
  expect(shown).toMatch(/shop\/checkout +Paused/);
  expect(shown).toContain('serin resume d-75I7MBT7C');
});

test('what an alarm stopped says why, and where the traffic is', () => {
  const shown = screen(
    look({ ...stopped, messages: ['CanaryErrorsAlarm: Threshold Crossed'] }, { rollback: takesBack }),
  );
  expect(shown).toContain('✗ alarm CanaryErrorsAlarm  ALARM');
  expect(shown).toContain('✗ Stopped after 1 min 24 s: an alarm went off');
  expect(shown).toContain('Activated alarms:\n   <CanaryErrorsAlarm>');
  expect(shown).toContain('✓ d-AAAAAAAAA took the traffic back in 1.0 s: all traffic is on version 1');
  // The alarm's own line says it already.
  expect(shown).not.toContain('· CanaryErrorsAlarm');
});

test('traffic that nobody took back is no footnote', () => {
  const shown = screen(look({ ...stopped, weightPercent: 10, error: { code: 'MANUAL_STOP', message: 'aborted' } }));
  expect(shown).toContain('✗ The traffic stays split: 90 % on version 1, 10 % on version 2');
  expect(shown).toContain('serin undo d-75I7MBT7C');
});

test('a rollback that fails is told with the split that it leaves', () => {
  const failed = { ...takesBack, status: 'Failed', error: { code: 'INTERNAL_ERROR', message: 'no way' } };
  const shown = screen(look({ ...stopped, weightPercent: 10 }, { rollback: failed, isFinal: true }));
  expect(shown).toContain('✗ d-AAAAAAAAA could not take the traffic back: no way');
  expect(shown).toContain('10 % on version 2');
});

test('an alarm that was active before says how to deploy the mend', () => {
  const lifecycleEvents = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'].map((name) => ({
    name,
    status: 'Skipped',
  }));
  expect(screen(look({ ...stopped, lifecycleEvents }))).toContain('--override-alarms');
});

test('a deployment whose AppSpec could not be read has no traffic to show', () => {
  const { target: _target, startedAt: _startedAt, ...rest } = canary;
  const error = { code: 'INVALID_LAMBDA_CONFIGURATION', message: 'The deployment failed because …' };
  const deployment = {
    ...rest,
    status: 'Failed',
    error,
    weightPercent: 0,
    versions: [],
    alarms: [],
    lifecycleEvents: [],
  };
  const shown = screen({ observedAt: startedAt, isFinal: true, deployment });
  expect(shown).toContain('function not known yet');
  expect(shown).toContain('its AppSpec does not fit the function');
  expect(shown).toContain('No traffic was moved');
});

test('what comes from elsewhere cannot steer the terminal', () => {
  const evil = '\u001B[2J\u0007\u009Bevil';
  const alarms = [{ name: evil, state: 'ALARM', reason: evil }];
  const shown = screen(look({ description: evil, messages: [evil], alarms, error: { code: evil, message: evil } }));
  expect(shown).toContain('evil');
  // oxlint-disable-next-line no-control-regex
  expect(shown.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
});

test('a terminal without Unicode gets none of our signs', () => {
  const shown = screen(look(stopped, { rollback: takesBack }), { isAscii: true, width: 60 });
  // oxlint-disable-next-line no-control-regex
  expect(shown).toMatch(/^[\u0000-\u007F]*$/);
});

test('what succeeded and was undone does not claim its traffic any more', () => {
  const succeeded = {
    status: 'Succeeded',
    phase: 'ended',
    completedAt: startedAt + 300_000,
    weightPercent: 0,
  } as const;
  const shown = screen(look(succeeded, { rollback: takesBack, isFinal: true }));
  expect(shown).toContain('○ 10 %   ○ 100 %');
  expect(shown).toMatch(/✓ Succeeded in 5 min 01 s\n.*d-AAAAAAAAA undid it in 1.0 s: all traffic is on version 1/);
});
