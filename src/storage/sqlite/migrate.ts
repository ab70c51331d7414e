import type { DatabaseSync } from 'node:sqlite';
import { firstSchema } from './migrations/first-schema.ts';
import { logChunks } from './migrations/log-chunks.ts';
import { applicationId, schemaVersion } from './schema.ts';

/** In the order in which they are applied; the number of those applied is the file's schema version. */
const migrations: readonly string[] = [firstSchema, logChunks];

/** Brings the file to this version's schema: all that is missing in one transaction, or nothing of it. */
export function migrate(database: DatabaseSync, fromVersion: number): void {
  if (migrations.length !== schemaVersion)
    throw new Error(`schemaVersion says ${schemaVersion}, and there are ${migrations.length} migrations.`);
  database.exec('begin immediate');
  try {
    for (const migration of migrations.slice(fromVersion)) database.exec(migration);
    database.exec(`pragma user_version = ${schemaVersion}`);
    database.exec(`pragma application_id = ${applicationId}`);
    database.exec('commit');
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}
