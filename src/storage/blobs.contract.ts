import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Blobs } from './blobs.ts';
import type { Store } from './store.ts';

/** What every adapter promises of blobs. */
export function blobsContract(name: string, openStore: () => Promise<Store>): void {
  describe(`${name}: blobs`, () => {
    let store: Store;
    let blobs: Blobs;
    beforeAll(async () => {
      store = await openStore();
      blobs = store.blobs;
    });
    afterAll(async () => store[Symbol.asyncDispose]());

    test('a blob is found by the digest of its content', async () => {
      const content = Buffer.from('a code package');
      const { sha256, sizeBytes } = await blobs.put(content);
      expect(sha256).toBe(digest(content));
      expect(sizeBytes).toBe(content.length);
      expect(Buffer.from((await blobs.read(sha256)) ?? [])).toEqual(content);
      const path = await blobs.locate(sha256);
      expect(await readFile(path ?? '')).toEqual(content);
    });

    test('an empty blob is a blob', async () => {
      const { sha256, sizeBytes } = await blobs.put(new Uint8Array());
      expect(sizeBytes).toBe(0);
      expect(await blobs.read(sha256)).toHaveLength(0);
    });

    test('a stream and the same bytes at once are one blob', async () => {
      const content = Buffer.alloc(3 * 2 ** 20, 'serin');
      const streamed = await blobs.put(inChunks(content, 100_000));
      expect(streamed).toEqual({ sha256: digest(content), sizeBytes: content.length });
      expect(await blobs.put(content)).toEqual(streamed);
      expect(await blobs.put(inChunks(content, 65_536))).toEqual(streamed);
      expect(digest((await blobs.read(streamed.sha256)) ?? new Uint8Array())).toBe(streamed.sha256);
    });

    test('many may put the same content at once', async () => {
      const content = Buffer.from('at once');
      const puts = await Promise.all(
        Array.from({ length: 8 }, (_, index) => blobs.put(index % 2 === 0 ? content : inChunks(content, 2))),
      );
      expect(new Set(puts.map(({ sha256 }) => sha256))).toEqual(new Set([digest(content)]));
    });

    test('a stream that breaks leaves no blob, and its error comes through', async () => {
      const broken = async function* (): AsyncIterable<Uint8Array> {
        yield Buffer.from('half a package');
        throw new Error('The client hung up.');
      };
      await expect(blobs.put(broken())).rejects.toThrow('The client hung up.');
      expect(await blobs.locate(digest(Buffer.from('half a package')))).toBeUndefined();
    });

    test('what is no digest of a blob is not found', async () => {
      for (const sha256 of ['0'.repeat(64), '', '../serin.db', 'A'.repeat(64)]) {
        expect(await blobs.locate(sha256)).toBeUndefined();
        expect(await blobs.read(sha256)).toBeUndefined();
      }
    });

    test('a sweep takes what is old and named by nobody', async () => {
      const kept = await blobs.put(Buffer.from('kept'));
      const dropped = await blobs.put(Buffer.from('dropped'));
      await blobs.sweep({ keep: new Set([kept.sha256]), olderThanMs: 3_600_000 });
      expect(await blobs.locate(dropped.sha256)).toBeDefined();
      // Of a negative age every blob is older.
      expect(await blobs.sweep({ keep: new Set([kept.sha256]), olderThanMs: -3_600_000 })).toBeGreaterThanOrEqual(1);
      expect(await blobs.locate(dropped.sha256)).toBeUndefined();
      expect(await blobs.read(dropped.sha256)).toBeUndefined();
      expect(await blobs.locate(kept.sha256)).toBeDefined();
      expect(await blobs.put(Buffer.from('dropped'))).toEqual(dropped);
      expect(await blobs.locate(dropped.sha256)).toBeDefined();
    });
  });
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function* inChunks(content: Uint8Array, chunkBytes: number): AsyncIterable<Uint8Array> {
  for (let start = 0; start < content.length; start += chunkBytes) yield content.subarray(start, start + chunkBytes);
}
