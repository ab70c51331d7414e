import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import type { LeasedMessage } from './queue.ts';
import { type QueueWorker, type Settlement, startQueueWorker } from './queue-worker.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

let folder: string;
let store: Store;
let clock: VirtualClock;
let worker: QueueWorker | undefined;
let problems: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-queue-worker-'));
  store = await openSqliteStore({ folder, commitMoment: 'at-once' });
  clock = new VirtualClock();
  problems = [];
});

afterEach(async () => {
  await worker?.[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function start(
  work: (message: LeasedMessage, signal: AbortSignal) => Promise<Settlement>,
  bounds: { readonly concurrency?: number; readonly laneConcurrency?: number } = {},
): QueueWorker {
  worker = startQueueWorker({
    queue: store.queue,
    clock,
    name: 'work',
    concurrency: 4,
    laneConcurrency: 2,
    ...bounds,
    laneOf: ({ id }) => id.slice(0, 1),
    work,
    report: (problem) => void problems.push(problem),
  });
  return worker;
}

async function enqueue(...ids: string[]): Promise<void> {
  for (const id of ids)
    await store.queue.enqueue({ queue: 'work', id, body: { tries: 0 }, availableAtMs: clock.now() });
  worker?.wake();
}

/** Work that ends when it is told to. */
function held() {
  const running = new Map<string, (settlement: Settlement) => void>();
  return {
    running,
    work: ({ id }: LeasedMessage) => new Promise<Settlement>((resolve) => running.set(id, resolve)),
  };
}

test('what an earlier process left is worked on, and gone when it is done', async () => {
  await enqueue('a1', 'b1');
  const seen: string[] = [];
  start(async ({ id }) => {
    seen.push(id);
    return { kind: 'done' };
  });
  await worker?.idle();
  expect(seen.toSorted()).toEqual(['a1', 'b1']);
  expect(await store.queue.count('work')).toBe(0);
});

test('what is to be tried again comes at its moment, with its new body', async () => {
  const bodies: unknown[] = [];
  start(async ({ body }) => {
    bodies.push(body);
    return bodies.length === 1 ? { kind: 'again', atMs: clock.now() + 5000, body: { tries: 1 } } : { kind: 'done' };
  });
  await enqueue('a1');
  await clock.advance(4999);
  expect(bodies).toEqual([{ tries: 0 }]);
  await clock.advance(1);
  expect(bodies).toEqual([{ tries: 0 }, { tries: 1 }]);
});

test('work that fails is reported and tried a second later', async () => {
  let tries = 0;
  start(async () => {
    tries += 1;
    if (tries === 1) throw new Error('broken');
    return { kind: 'done' };
  });
  await enqueue('a1');
  await clock.advance(1000);
  expect(tries).toBe(2);
  expect(problems).toHaveLength(1);
});

test('no more is worked on at once than allowed, and a lane leaves room for others', async () => {
  const { running, work } = held();
  start(work, { concurrency: 3 });
  await enqueue('a1', 'a2', 'a3', 'a4', 'b1', 'b2');
  await clock.advance(0);
  expect([...running.keys()]).toEqual(['a1', 'a2', 'b1']);
  for (let second = 0; second < 5; second += 1) {
    for (const end of running.values()) end({ kind: 'done' });
    await clock.advance(1000);
  }
  expect([...running.keys()].toSorted()).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2']);
});

test('work that outlasts its lease is not begun twice, and is settled', async () => {
  const { running, work } = held();
  let begun = 0;
  start((message) => {
    begun += 1;
    return work(message);
  });
  await enqueue('a1');
  await clock.advance(300_000);
  running.get('a1')?.({ kind: 'done' });
  await worker?.idle();
  expect(begun).toBe(1);
  expect(await store.queue.count('work')).toBe(0);
});

test('a worker that stops tells its work, and leaves it to the next one', async () => {
  const stopping = start(
    (_message, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'again', atMs: 0 }));
      }),
  );
  await enqueue('a1');
  await clock.advance(0);
  await stopping[Symbol.asyncDispose]();
  let done = 0;
  start(async () => {
    done += 1;
    return { kind: 'done' };
  });
  await clock.advance(60_000);
  expect(done).toBe(1);
});
