import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageError } from '../documents.ts';
import { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { applicationId, schemaVersion } from './schema.ts';

/** A file of up to this size is checked through at every start: half a second at most. */
const checkedBytesMax = 64 * 2 ** 20;

/** Opens the folder's `serin.db` and brings it up to date; makes it only where nothing says that there was one. */
export function openDatabase(folder: string): Database {
  const path = join(folder, 'serin.db');
  const sizeBytes = fileSize(path);
  if (sizeBytes === 0) refuseLostDatabase(folder, path);
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { timeout: 5000 });
    if (sizeBytes > 0) requireSound(connection, path, sizeBytes);
    configure(connection);
    const version = pragma(connection, 'user_version');
    if (version < schemaVersion) migrate(connection, version);
    return new Database(connection);
  } catch (error) {
    connection?.close();
    if (error instanceof StorageError) throw error;
    throw new StorageError(
      `Cannot open ${path}: ${error instanceof Error ? error.message : String(error)}. ${restore}`,
      { cause: error, retryable: false },
    );
  }
}

const restore = 'Nothing was changed. Restore the folder from a backup, or start with another data folder.';

function configure(connection: DatabaseSync): void {
  connection.exec('pragma journal_mode = wal');
  connection.exec('pragma synchronous = full');
  // After a large batch the log shrinks again.
  connection.exec('pragma journal_size_limit = 16777216');
}

function requireSound(connection: DatabaseSync, path: string, sizeBytes: number): void {
  const version = pragma(connection, 'user_version');
  if (pragma(connection, 'application_id') !== applicationId) {
    // A first start that was cut short has left a file with no table in it.
    const tables = connection.prepare('select count(*) as count from sqlite_schema').get()?.['count'];
    if (tables === 0) return;
    throw new StorageError(`${path} is a database of another program. ${restore}`, { retryable: false });
  }
  if (version > schemaVersion) {
    throw new StorageError(
      `${path} was written by a newer Serin (schema ${version}; this one knows ${schemaVersion}). Start it with that version again.`,
      { retryable: false },
    );
  }
  if (sizeBytes > checkedBytesMax) return;
  const finding = connection.prepare('pragma quick_check(1)').get()?.['quick_check'];
  if (finding !== 'ok')
    throw new StorageError(`${path} is damaged: ${String(finding)}. ${restore}`, { retryable: false });
}

/** An absent or empty database beside a log or blobs is no first start: something took it away. */
function refuseLostDatabase(folder: string, path: string): void {
  const blobs = join(folder, 'blobs');
  const hasBlobs =
    statSync(blobs, { throwIfNoEntry: false }) !== undefined && readdirSync(blobs).some((name) => name.length === 2);
  if (hasBlobs || fileSize(`${path}-wal`) > 0)
    throw new StorageError(`${path} is missing or empty, but what belongs to it is there. ${restore}`, {
      retryable: false,
    });
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function pragma(connection: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(connection.prepare(`pragma ${name}`).get()?.[name]);
}
