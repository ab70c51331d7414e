import { expect, test } from 'vitest';
import { SystemClock } from '../time/system-clock.ts';
import { TimeLimit } from './time-limit.ts';

/** Counts timers, and those that are still there. */
class CountingClock extends SystemClock {
  started = 0;
  waiting = 0;

  override setRealTimer(delayMs: number, callback: () => void) {
    this.started += 1;
    this.waiting += 1;
    const timer = super.setRealTimer(delayMs, () => {
      this.waiting -= 1;
      callback();
    });
    return {
      cancel: () => {
        this.waiting -= 1;
        timer.cancel();
      },
    };
  }
}

const longMs = 120_000;

test('a limit that is met calls back once', async () => {
  const limit = new TimeLimit(new SystemClock({ holdsProcess: true }));
  let count = 0;
  await new Promise<void>((resolve) =>
    limit.set(5, () => {
      count += 1;
      resolve();
    }),
  );
  expect(count).toBe(1);
});

test('a limit that is set again and again keeps one timer, and leaves none behind', () => {
  const clock = new CountingClock();
  const limit = new TimeLimit(clock);
  for (let count = 0; count < 100; count += 1) {
    limit.set(longMs, () => undefined);
    limit.lift();
  }
  expect([clock.started, clock.waiting]).toEqual([1, 1]);
  limit.close();
  expect(clock.waiting).toBe(0);
});

test('a shorter limit is met in time, whatever was set before', async () => {
  const limit = new TimeLimit(new SystemClock({ holdsProcess: true }));
  limit.set(longMs, () => undefined);
  limit.lift();
  await new Promise<void>((resolve) => limit.set(5, resolve));
  limit.close();
});

test('a limit that was set anew is not met by the timer of the one before', async () => {
  const limit = new TimeLimit(new SystemClock({ holdsProcess: true }));
  const met: string[] = [];
  limit.set(5, () => met.push('first'));
  await new Promise<void>((resolve) =>
    limit.set(40, () => {
      met.push('second');
      resolve();
    }),
  );
  expect(met).toEqual(['second']);
});
