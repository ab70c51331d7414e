/**
 * Kills its process at a write. All that lasts goes through two ports, documents and the queue:
 * between two of their writes nothing lasts, so to die right before and right after each of them is
 * to die at every moment.
 */
import { SqliteDocuments } from '../../../src/storage/sqlite/sqlite-documents.ts';
import { SqliteQueue } from '../../../src/storage/sqlite/sqlite-queue.ts';

export interface KillPoint {
  /** From 1 on. */
  readonly write: number;
  readonly moment: 'before' | 'after';
}

export interface Writes {
  /** What was written so far, a line for each. */
  readonly made: readonly string[];
}

/** Counts the writes of this process from now on, and dies at the given one. */
export function countWrites(killPoint: KillPoint | undefined): Writes {
  const made: string[] = [];
  const around = async <T>(name: string, write: () => Promise<T>): Promise<T> => {
    const number = made.push(name);
    if (killPoint?.write === number && killPoint.moment === 'before') process.kill(process.pid, 'SIGKILL');
    const result = await write();
    if (killPoint?.write === number && killPoint.moment === 'after') process.kill(process.pid, 'SIGKILL');
    return result;
  };
  const { write } = SqliteDocuments.prototype;
  SqliteDocuments.prototype.write = function (changes, options) {
    const keys = changes.map(({ kind, key }) => `${kind} ${key}`).join(', ');
    return around(keys, () => write.call(this, changes, options));
  };
  const { enqueue, acknowledge, release } = SqliteQueue.prototype;
  SqliteQueue.prototype.enqueue = function (message) {
    return around(`enqueue ${message.queue}`, () => enqueue.call(this, message));
  };
  SqliteQueue.prototype.acknowledge = function (message) {
    return around(`acknowledge ${message.queue}`, () => acknowledge.call(this, message));
  };
  SqliteQueue.prototype.release = function (message, changes) {
    return around(`release ${message.queue}`, () => release.call(this, message, changes));
  };
  return { made };
}
