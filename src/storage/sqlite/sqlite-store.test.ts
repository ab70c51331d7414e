import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { blobsContract } from '../blobs.contract.ts';
import { documentsContract } from '../documents.contract.ts';
import { StorageError } from '../documents.ts';
import { leasesContract } from '../leases.contract.ts';
import { logsContract } from '../logs.contract.ts';
import { queueContract } from '../queue.contract.ts';
import { seriesContract } from '../series.contract.ts';
import type { SeriesKey } from '../series.ts';
import type { Store } from '../store.ts';
import { firstSchema } from './migrations/first-schema.ts';
import { applicationId } from './schema.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folders: string[] = [];
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'serin-store-'));
  folders.push(folder);
  return folder;
};
const openStore = async (): Promise<Store> => openSqliteStore({ folder: await newFolder() });
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

documentsContract('SQLite', openStore);
leasesContract('SQLite', openStore);
queueContract('SQLite', openStore);
blobsContract('SQLite', openStore);
seriesContract('SQLite', openStore);
logsContract('SQLite', openStore);
documentsContract('SQLite that commits at once', async () =>
  openSqliteStore({ folder: await newFolder(), commitMoment: 'at-once' }),
);

const series: SeriesKey = { owner: 'o', namespace: 'n', metric: 'm', unit: 'Count', dimensions: [] };
const point = { series, atMs: 1, resolutionSeconds: 60, sampleCount: 1, sum: 1, minimum: 1, maximum: 1 };
const event = { owner: 'o', group: 'g', stream: 's', atMs: 1, ingestedAtMs: 1, message: 'hello' };
const lease = { name: 'l', holder: 'h', nowMs: 0, expiresAtMs: 10 };

/** A folder in which a store has worked and was closed. */
async function usedFolder(): Promise<string> {
  const folder = await newFolder();
  await using store = await openSqliteStore({ folder });
  const changes = Array.from({ length: 400 }, (_, index) => ({
    kind: 'put' as const,
    key: `used/${index}`,
    value: 'x'.repeat(500),
  }));
  await store.documents.write(changes);
  await store.blobs.put(Buffer.from('blob'));
  return folder;
}

describe('a folder that is opened again', () => {
  test('has all that was written, and goes on counting', async () => {
    const folder = await newFolder();
    const first = await openSqliteStore({ folder });
    const revision = await first.documents.write([{ kind: 'put', key: 'a', value: 1 }]);
    const later = await first.documents.write([{ kind: 'delete', key: 'b' }]);
    const held = await first.leases.acquire(lease);
    await first.queue.enqueue({ queue: 'q', id: 'a', body: 1, availableAtMs: 0 });
    await first.series.append([point]);
    await first.logs.append([event]);
    const { sha256 } = await first.blobs.put(Buffer.from('blob'));
    await first[Symbol.asyncDispose]();

    await using second = await openSqliteStore({ folder });
    expect(await second.documents.get('a')).toEqual({ key: 'a', revision, value: 1 });
    expect(await second.documents.write([])).toBeGreaterThan(later);
    expect((await second.leases.acquire(lease))?.token).toBeGreaterThan(held?.token ?? 0);
    expect(await second.queue.count('q')).toBe(1);
    expect(await second.series.query({ series, fromMs: 0, toMs: 2 })).toHaveLength(1);
    expect((await second.logs.query({ owner: 'o', group: 'g', fromMs: 0, toMs: 2, limit: 1 })).events).toHaveLength(1);
    expect(Buffer.from((await second.blobs.read(sha256)) ?? []).toString()).toBe('blob');
  });

  test('gives out at once what a process had leased that is gone', async () => {
    const folder = await newFolder();
    const first = await openSqliteStore({ folder });
    await first.queue.enqueue({ queue: 'q', id: 'leased', body: 1, availableAtMs: 5 });
    await first.queue.lease({ queue: 'q', nowMs: 5, leasedUntilMs: 60_000, limit: 1 });
    await first.queue.enqueue({ queue: 'q', id: 'delayed', body: 2, availableAtMs: 100 });
    await first.leases.acquire(lease);
    await first[Symbol.asyncDispose]();

    await using second = await openSqliteStore({ folder });
    const request = { queue: 'q', nowMs: 6, leasedUntilMs: 60_000, limit: 2 };
    expect(await second.queue.lease(request)).toMatchObject([{ id: 'leased', deliveries: 2 }]);
    expect(await second.leases.acquire({ ...lease, holder: 'another' })).toBeDefined();
  });

  test('has what was still waiting when the store was closed', async () => {
    const folder = await newFolder();
    const first = await openSqliteStore({ folder });
    const written = first.documents.write([{ kind: 'put', key: 'a', value: 1 }]);
    await first[Symbol.asyncDispose]();
    const revision = await written;
    await using second = await openSqliteStore({ folder });
    expect(await second.documents.get('a')).toMatchObject({ revision });
  });

  test('is refused while another store has it, which goes on undisturbed', async () => {
    const folder = await newFolder();
    const first = await openSqliteStore({ folder });
    await expect(openSqliteStore({ folder })).rejects.toThrow(`Another Serin uses ${folder}`);
    await first.documents.write([{ kind: 'put', key: 'a', value: 1 }]);
    await expect(openSqliteStore({ folder })).rejects.toThrow(StorageError);
    await first[Symbol.asyncDispose]();
    await using second = await openSqliteStore({ folder });
    expect(await second.documents.get('a')).toBeDefined();
  });

  test('loses what an earlier process left half written', async () => {
    const folder = await usedFolder();
    const stale = join(folder, 'blobs', 'incoming', 'half');
    await writeFile(stale, 'half');
    await using store = await openSqliteStore({ folder });
    await expect(stat(stale)).rejects.toThrow('ENOENT');
    expect(await store.documents.get('used/1')).toBeDefined();
  });
});

describe('a database that is not as it should be is refused and left alone', () => {
  const spoil: Record<string, { readonly by: (database: string) => Promise<void>; readonly says: RegExp }> = {
    'bytes of something else': { by: (path) => writeFile(path, 'no database'.repeat(1000)), says: /not a database/ },
    'a file cut in half': {
      by: async (path) => truncate(path, Math.floor((await stat(path)).size / 2)),
      says: /malformed|damaged/,
    },
    'an empty file beside blobs': { by: (path) => truncate(path, 0), says: /missing or empty/ },
    'no file beside blobs': { by: (path) => rm(path), says: /missing or empty/ },
    'pages that were overwritten': { by: overwriteMiddle, says: /malformed|damaged/ },
    'a database of another program': {
      by: (path) => runSql(path, 'pragma application_id = 1'),
      says: /another program/,
    },
    'a database of a newer Serin': { by: (path) => runSql(path, 'pragma user_version = 99'), says: /newer Serin/ },
  };
  for (const [what, { by, says }] of Object.entries(spoil)) {
    test(what, async () => {
      const folder = await usedFolder();
      const path = join(folder, 'serin.db');
      await by(path);
      const before = await readFile(path).catch(() => undefined);
      const error = await openSqliteStore({ folder }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: 'StorageError', retryable: false });
      expect(error).toMatchObject({ message: expect.stringMatching(says) });
      const after = await readFile(path).catch(() => undefined);
      expect(after?.equals(before ?? Buffer.of()) ?? before === undefined).toBe(true);
      // The folder is free again: only what lies in it is in the way.
      await expect(openSqliteStore({ folder })).rejects.not.toThrow('Another Serin');
    });
  }

  test('a first start that was cut short is no damage', async () => {
    const folder = await newFolder();
    await runSql(join(folder, 'serin.db'), 'pragma journal_mode = wal');
    await using store = await openSqliteStore({ folder });
    expect(await store.documents.get('a')).toBeUndefined();
  });

  test('a folder that cannot be made is named', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '');
    await expect(openSqliteStore({ folder: join(file, 'data') })).rejects.toThrow(StorageError);
  });
});

describe('the SQLite store', () => {
  test('shares one transaction among the writes of a turn', async () => {
    const folder = await newFolder();
    await using store = await openSqliteStore({ folder });
    await store.documents.write([{ kind: 'put', key: 'a', value: 0 }]);
    const logBytes = async (): Promise<number> => (await stat(join(folder, 'serin.db-wal'))).size;
    const before = await logBytes();
    await Promise.all(
      Array.from({ length: 50 }, (_, value) => store.documents.write([{ kind: 'put', key: 'a', value }])),
    );
    // One by one, each would log its pages anew.
    expect((await logBytes()) - before).toBeLessThan(50 * 4096);
    expect(await store.documents.get('a')).toMatchObject({ value: 49 });
  });

  test('takes no turn of the event loop where it commits at once', async () => {
    await using store = await openSqliteStore({ folder: await newFolder(), commitMoment: 'at-once' });
    let hasTurned = false;
    setImmediate(() => (hasTurned = true));
    for (let value = 0; value < 5; value += 1) await store.documents.write([{ kind: 'put', key: 'a', value }]);
    expect(hasTurned).toBe(false);
  });

  test('says so when it is closed', async () => {
    const store = await openStore();
    await store[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    const results = await Promise.allSettled([
      store.documents.get('a'),
      store.documents.write([{ kind: 'put', key: 'a', value: 1 }]),
      store.queue.count('q'),
      store.leases.acquire(lease),
    ]);
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'StorageError', retryable: false } });
    }
  });

  test('sweeps by the clock, and a blob that is put again is young again', async () => {
    let nowMs = Date.now();
    await using store = await openSqliteStore({ folder: await newFolder(), clock: { realNow: () => nowMs } });
    const [renewed, left] = [await store.blobs.put(Buffer.from('renewed')), await store.blobs.put(Buffer.from('left'))];
    nowMs += 3_600_000;
    await store.blobs.put(Buffer.from('renewed'));
    expect(await store.blobs.sweep({ keep: new Set(), olderThanMs: 60_000 })).toBe(1);
    expect(await store.blobs.locate(renewed.sha256)).toBeDefined();
    expect(await store.blobs.locate(left.sha256)).toBeUndefined();
  });
});

async function overwriteMiddle(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.fill(0xff, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 8192);
  await writeFile(path, bytes);
}

async function runSql(path: string, sql: string): Promise<void> {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe('a folder of the first schema', () => {
  /** Written as it was: each event a row. */
  async function firstFolder(): Promise<string> {
    const folder = await newFolder();
    const old = new DatabaseSync(join(folder, 'serin.db'));
    old.exec(firstSchema);
    old.exec(`pragma user_version = 1; pragma application_id = ${applicationId}`);
    old.exec(`insert into log_group (owner, name) values ('o', 'g')`);
    old.exec(`insert into log_stream (group_id, name, first_at, last_at, last_ingested_at, stored_bytes)
      values (1, 's', 1000, 2600, 3000, 0), (1, 't', 1500, 1500, 3000, 0)`);
    const insert = old.prepare(
      'insert into log_event (group_id, stream_id, at, ingested_at, message) values (1, ?, ?, ?, ?)',
    );
    for (let index = 0; index < 17; index += 1) insert.run(1, 1000 + index * 100, 2000, `"ü" ${index}\n`);
    insert.run(2, 1500, 3000, 'of another stream');
    insert.run(1, 999, 3000, 'forgotten');
    old.exec(`delete from log_event where message = 'forgotten'`);
    old.close();
    return folder;
  }

  test('has its log lines under their numbers, and goes on counting behind them', async () => {
    await using store = await openSqliteStore({ folder: await firstFolder() });
    const query = { owner: 'o', group: 'g', fromMs: 0, toMs: Infinity, limit: 100 };
    const { events } = await store.logs.query({ ...query, streams: ['s'] });
    expect(events).toEqual(
      Array.from({ length: 17 }, (_, index) => ({
        id: index + 1,
        owner: 'o',
        group: 'g',
        stream: 's',
        atMs: 1000 + index * 100,
        ingestedAtMs: 2000,
        message: `"ü" ${index}\n`,
      })),
    );
    expect((await store.logs.query({ ...query, fromMs: 1500, toMs: 1600 })).events.map(({ id }) => id)).toEqual([
      6, 18,
    ]);
    await store.logs.append([{ ...event, owner: 'o', group: 'g', atMs: 9000 }]);
    expect((await store.logs.query({ ...query, fromMs: 9000 })).events.map(({ id }) => id)).toEqual([20]);
    expect(await store.logs.prune({ owner: 'o', group: 'g', beforeMs: Infinity })).toBe(19);
  });
});
