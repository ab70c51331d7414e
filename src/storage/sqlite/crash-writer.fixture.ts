/**
 * Writes to the store in the given folder without an end, and prints a line for each write after it
 * was acknowledged. For the tests that kill it.
 */
import { writeSync } from 'node:fs';
import { openSqliteStore } from './sqlite-store.ts';

const [folder = '', round = ''] = process.argv.slice(2);
const store = await openSqliteStore({ folder });
writeSync(1, 'open\n');

const say = (line: object): unknown => writeSync(1, `${JSON.stringify(line)}\n`);

/** One of several writers at once, so that kills also meet transactions that writes share. */
async function writeOn(writer: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const id = `${round}-${writer}-${count}`;
    const revision = await store.documents.write([
      { kind: 'put', key: `crash/${id}/a`, value: { id, text: 'x'.repeat(count % 900) } },
      { kind: 'put', key: `crash/${id}/b`, value: id },
    ]);
    say({ kind: 'document', id, revision });
    await store.queue.enqueue({ queue: 'crash', id, body: id, availableAtMs: 0 });
    say({ kind: 'message', id });
    if (count % 10 === 0) say({ kind: 'blob', ...(await store.blobs.put(Buffer.from(id))) });
  }
}

await Promise.all([1, 2, 3].map(writeOn));
