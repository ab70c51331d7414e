import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '../store.ts';
import { openSqliteStore } from './sqlite-store.ts';

type Acknowledged =
  | { readonly kind: 'document'; readonly id: string; readonly revision: number }
  | { readonly kind: 'message'; readonly id: string }
  | { readonly kind: 'blob'; readonly sha256: string };

const seed = Number(process.env['SERIN_SEED'] ?? 20_251_123);

test(`a store that is killed at any moment has kept every acknowledged write (SERIN_SEED=${seed})`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'serin-crash-'));
  const acknowledged: Acknowledged[] = [];
  for (const [round, lines] of fc.sample(fc.integer({ min: 1, max: 400 }), { seed, numRuns: 5 }).entries()) {
    acknowledged.push(...(await writeUntilKilled(folder, { round, lines })));
    await using store = await openSqliteStore({ folder });
    for (const write of acknowledged) await expectKept(store, write);
    const messages = acknowledged.filter(({ kind }) => kind === 'message');
    expect(await store.queue.count('crash')).toBeGreaterThanOrEqual(messages.length);
    await expectWhole(store);
  }
  await rm(folder, { recursive: true });
});

/** Lets a process write, kills it once it has acknowledged so many writes, and gives all it said. */
async function writeUntilKilled(
  folder: string,
  { round, lines }: { round: number; lines: number },
): Promise<Acknowledged[]> {
  const fixture = join(import.meta.dirname, 'crash-writer.fixture.ts');
  const child = spawn(process.execPath, [fixture, folder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: Acknowledged[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'open') await expect(openSqliteStore({ folder })).rejects.toThrow('Another Serin uses');
    // The last line may be cut off, and then it was not said.
    else if (line.endsWith('}')) said.push(JSON.parse(line));
    if (said.length >= lines) child.kill('SIGKILL');
  }
  await exited(child);
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

async function expectKept(store: Store, write: Acknowledged): Promise<void> {
  switch (write.kind) {
    case 'document':
      for (const part of ['a', 'b'])
        expect(await store.documents.get(`crash/${write.id}/${part}`)).toMatchObject({ revision: write.revision });
      return;
    case 'blob':
      expect(await store.blobs.read(write.sha256)).toBeDefined();
      return;
    case 'message':
      // Counted by the caller: a look at a message would lease it.
      return;
  }
}

/** Also of writes that nobody was told of, each is there as a whole or not at all. */
async function expectWhole(store: Store): Promise<void> {
  const partsOf = new Map<string, number>();
  for (let after: string | undefined; ;) {
    const page = await store.documents.list({ prefix: 'crash/', ...(after === undefined ? {} : { after }) });
    for (const { key } of page.documents) partsOf.set(key.slice(0, -2), (partsOf.get(key.slice(0, -2)) ?? 0) + 1);
    after = page.next;
    if (after === undefined) break;
  }
  expect([...partsOf.values()].every((parts) => parts === 2)).toBe(true);
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
}
