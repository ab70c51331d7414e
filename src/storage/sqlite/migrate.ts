import type { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { nodeSqliteDialect } from './dialect.ts';
import { firstSchema } from './migrations/first-schema.ts';
import { applicationId, type Schema, schemaVersion } from './schema.ts';

/** By name, and names sort as they are applied. What was released once is never changed again. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-first-schema': firstSchema,
};

/** Brings the file to this version's schema: all that is missing in one transaction, or nothing of it. */
export async function migrate(database: DatabaseSync): Promise<void> {
  const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(database) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => stamped() } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** The last migration also writes the version into the file's header, in the same transaction. */
function stamped(): Record<string, Migration> {
  const names = Object.keys(migrations);
  const entries = Object.entries(migrations).map(([name, migration], index) => {
    const up = async (db: Kysely<Schema>): Promise<void> => {
      await migration.up(db);
      await sql`pragma user_version = ${sql.lit(index + 1)}`.execute(db);
      await sql`pragma application_id = ${sql.lit(applicationId)}`.execute(db);
    };
    return [name, { up }] as const;
  });
  if (names.length !== schemaVersion)
    throw new Error(`schemaVersion says ${schemaVersion}, and there are ${names.length} migrations.`);
  return Object.fromEntries(entries);
}
