import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DispatchOutcome } from './asynchronous-event.ts';
import {
  decideAfterAttempt,
  decideBeforeAttempt,
  type EventDecision,
  type EventPolicy,
  type EventProgress,
} from './event-retry.ts';

const standard: EventPolicy = { retriesMax: 2, ageMaxMs: 21_600_000 };
const fresh: EventProgress = { acceptedAtMs: 0, attempts: 0, postponements: 0 };
const failed: DispatchOutcome = {
  kind: 'answered',
  executedVersion: '1',
  functionError: 'Unhandled',
  payload: Buffer.from('{"errorMessage":"intentional failure"}'),
};
const busy: DispatchOutcome = { kind: 'throttled', isBlocked: false };

/** What becomes of an event whose attempts all end like this: when each is made, and how it ends. */
function story(
  outcome: DispatchOutcome,
  policy: EventPolicy,
): { readonly attemptsAtMs: number[]; readonly end: EventDecision } {
  const attemptsAtMs: number[] = [];
  let progress = fresh;
  let nowMs = 0;
  for (;;) {
    attemptsAtMs.push(nowMs);
    const decision = decideAfterAttempt(progress, outcome, policy, nowMs);
    if (decision.kind !== 'try-again') return { attemptsAtMs, end: decision };
    nowMs = decision.atMs;
    progress = decision.progress;
  }
}

describe('a function that fails', () => {
  test('is tried again after one minute and after two more', () => {
    const { attemptsAtMs, end } = story(failed, standard);
    expect(attemptsAtMs).toEqual([0, 60_000, 180_000]);
    expect(end).toMatchObject({
      condition: 'RetriesExhausted',
      progress: { attempts: 3, lastFailure: { statusCode: 200, message: 'intentional failure' } },
    });
  });

  test.each([
    [0, [0]],
    [1, [0, 60_000]],
  ])('is tried again %d times where so many retries are configured', (retriesMax, attempts) => {
    const { attemptsAtMs, end } = story(failed, { ...standard, retriesMax });
    expect(attemptsAtMs).toEqual(attempts);
    expect(end).toMatchObject({ condition: 'RetriesExhausted' });
  });

  test.each([
    [60_000, [0]],
    [90_000, [0, 60_000]],
  ])('is not tried again where the event would be older than %d ms', (ageMaxMs, attempts) => {
    const { attemptsAtMs, end } = story(failed, { ...standard, ageMaxMs });
    expect(attemptsAtMs).toEqual(attempts);
    expect(end).toMatchObject({
      condition: 'EventAgeExceeded',
      progress: { attempts: attempts.length, lastResponse: { functionError: 'Unhandled' } },
    });
  });
});

describe('a throttled event', () => {
  test('waits for longer each time, up to five minutes, until it is too old', () => {
    const { attemptsAtMs, end } = story(busy, { ...standard, ageMaxMs: 3_600_000 });
    const waits = attemptsAtMs.slice(1).map((atMs, index) => (atMs - (attemptsAtMs[index] ?? 0)) / 1000);
    expect(waits.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(attemptsAtMs.at(-1)).toBeLessThan(3_600_000);
    expect(end).toMatchObject({
      condition: 'EventAgeExceeded',
      progress: { attempts: 0, lastFailure: { statusCode: 429 } },
    });
  });

  test('is dropped at once where nothing may ever run', () => {
    const decision = decideAfterAttempt(fresh, { kind: 'throttled', isBlocked: true }, standard, 0);
    expect(decision).toMatchObject({ kind: 'finish', condition: 'ZeroReservedConcurrency', progress: { attempts: 0 } });
  });

  test('has its back-off begin anew once a version ran, and loses no retry', () => {
    const waited: EventProgress = { ...fresh, postponements: 5 };
    const decision = decideAfterAttempt(waited, failed, standard, 100_000);
    expect(decision).toMatchObject({ kind: 'try-again', atMs: 160_000, progress: { attempts: 1, postponements: 0 } });
  });
});

test('success finishes, on whichever attempt it comes', () => {
  const ok: DispatchOutcome = { kind: 'answered', executedVersion: '2', payload: Buffer.from('"fine"') };
  expect(decideAfterAttempt({ ...fresh, attempts: 2 }, ok, standard, 0)).toEqual({
    kind: 'finish',
    condition: 'Success',
    progress: {
      acceptedAtMs: 0,
      attempts: 3,
      postponements: 0,
      lastResponse: { executedVersion: '2', payload: '"fine"' },
    },
  });
});

test('an event whose function is gone is forgotten', () => {
  expect(decideAfterAttempt(fresh, { kind: 'gone', message: '' }, standard, 0)).toEqual({ kind: 'forget' });
});

test('age is looked at before an attempt', () => {
  expect(decideBeforeAttempt(fresh, standard, 21_599_999)).toBeUndefined();
  expect(decideBeforeAttempt(fresh, standard, 21_600_000)).toMatchObject({ condition: 'EventAgeExceeded' });
});

test('every event comes to an end within its age, whatever happens to it', () => {
  const outcomes = fc.infiniteStream(
    fc.constantFrom<DispatchOutcome>(failed, busy, { kind: 'unavailable', message: 'no' }),
  );
  const policies = fc.record({
    retriesMax: fc.integer({ min: 0, max: 2 }),
    ageMaxMs: fc.integer({ min: 60, max: 21_600 }).map((seconds) => seconds * 1000),
  });
  fc.assert(
    fc.property(outcomes, policies, (stream, policy) => {
      let progress = fresh;
      let nowMs = 0;
      for (const outcome of stream) {
        const decision = decideAfterAttempt(progress, outcome, policy, nowMs);
        if (decision.kind !== 'try-again') break;
        expect(decision.atMs).toBeGreaterThan(nowMs);
        expect(decision.atMs).toBeLessThan(policy.ageMaxMs);
        ({ progress, atMs: nowMs } = decision);
      }
      expect(progress.attempts).toBeLessThanOrEqual(policy.retriesMax + 1);
    }),
  );
});
