import { describe, expect, it } from 'vitest';
import type { ExecutionEnvironment } from './execution-environment.ts';
import type { VersionSpec } from './execution-host.ts';
import { VersionPool } from './version-pool.ts';

/** A pool with so many environments and waiting invocations; the books only count them. */
function pool({ environments = 0, waiting = 0, starting = 0, durationMs = 0, since = 0, cores = 2 }): VersionPool {
  const pool = new VersionPool({} as VersionSpec, cores);
  for (let n = 0; n < environments; n += 1) pool.environments.add({} as ExecutionEnvironment);
  const one = {
    invocation: { requestId: '', payload: Buffer.alloc(0), invokedFunctionArn: '', wantsLogTail: false },
    since,
  };
  for (let n = 0; n < waiting; n += 1) pool.waiting.push({ ...one, resolve: () => undefined, reject: () => undefined });
  pool.startingCount = starting;
  if (durationMs > 0) pool.noteDuration(durationMs);
  return pool;
}

describe('a version needs another environment', () => {
  it.each([
    ['when it has none', { waiting: 1, durationMs: 1 }, true],
    ['not when nobody waits', { environments: 1 }, false],
    ['not when one is starting for each who waits', { waiting: 2, starting: 2 }, false],
    ['when nothing is known of its durations', { environments: 3, waiting: 1 }, true],
    [
      'not when the ones there will be free sooner than a cold start',
      { environments: 2, waiting: 20, durationMs: 1 },
      false,
    ],
    ['when they will not', { environments: 2, waiting: 20, durationMs: 10 }, true],
    [
      'when somebody has waited as long as a cold start takes',
      { environments: 2, waiting: 1, durationMs: 1, since: -50 },
      true,
    ],
  ])('%s', (_when, books, wanted) => {
    expect(pool(books).needsAnother(0, false)).toBe(wanted);
  });

  it('sooner, once it has shown to start fast', () => {
    const quick = pool({ environments: 2, waiting: 20, durationMs: 1 });
    for (let n = 0; n < 20; n += 1) quick.noteColdStart(2, false);
    expect(quick.needsAnother(0, false)).toBe(true);
  });

  it('sooner where a process waits for it, and what that takes says nothing of other starts', () => {
    const books = pool({ environments: 2, waiting: 30, durationMs: 1 });
    expect([books.needsAnother(0, true), books.needsAnother(0, false)]).toEqual([true, false]);
    for (let n = 0; n < 20; n += 1) books.noteColdStart(2, true);
    expect(books.needsAnother(0, false)).toBe(false);
  });

  it('that starts at once while there are few on each core; then what takes its place counts too', () => {
    const counts = [2, 3, 4, 5].filter((environments) =>
      pool({ environments, waiting: 15 * environments, durationMs: 1 }).needsAnother(0, true),
    );
    expect(counts).toEqual([2, 3]);
    expect(pool({ environments: 5, waiting: 75, durationMs: 1, cores: 4 }).needsAnother(0, true)).toBe(true);
    expect(pool({ environments: 5, waiting: 20, durationMs: 100 }).needsAnother(0, true)).toBe(true);
  });

  it('only until a few serve what many ask for in turn', () => {
    const counts = [1, 2, 4, 6, 8, 10].filter((environments) =>
      pool({ environments, waiting: 50 - environments, durationMs: 0.5 }).needsAnother(0, true),
    );
    expect(counts).toEqual([1, 2]);
  });
});
