import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';

/** All six ports, as they were at first. */
export const firstSchema: Migration = {
  async up(db: Kysely<Schema>) {
    await createDocuments(db);
    await createQueue(db);
    await createSeries(db);
    await createLogs(db);
  },
};

async function createDocuments(db: Kysely<Schema>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('counter')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'integer', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute();
  await db
    .insertInto('counter')
    .values(['revision', 'token', 'receipt'].map((name) => ({ name, value: 0 })))
    .execute();
  await schema
    .createTable('document')
    .addColumn('key', 'text', (column) => column.notNull().primaryKey())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('lease')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('token', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute();
}

async function createQueue({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('message')
    .addColumn('sequence', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('queue', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('available_at', 'integer', (column) => column.notNull())
    .addColumn('deliveries', 'integer', (column) => column.notNull())
    .addColumn('receipt', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('payload', 'blob')
    .addUniqueConstraint('message_by_id', ['queue', 'id'])
    .execute();
  await schema.createIndex('message_by_time').on('message').columns(['queue', 'available_at', 'sequence']).execute();
}

async function createSeries({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('series')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    .addColumn('dimensions', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('last_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('series_by_key', ['owner', 'namespace', 'metric', 'dimensions', 'unit'])
    .execute();
  // Points lie in the order of their arrival and only the small index is sorted by series, so that
  // a minute of thousands of series touches few pages.
  await schema
    .createTable('point')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('series_id', 'integer', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('resolution_seconds', 'integer', (column) => column.notNull())
    .addColumn('sample_count', 'real', (column) => column.notNull())
    .addColumn('sum', 'real', (column) => column.notNull())
    .addColumn('minimum', 'real', (column) => column.notNull())
    .addColumn('maximum', 'real', (column) => column.notNull())
    .addColumn('sketch', 'blob')
    .execute();
  await schema.createIndex('point_by_time').on('point').columns(['series_id', 'at']).execute();
}

async function createLogs({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('log_group')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addUniqueConstraint('log_group_by_name', ['owner', 'name'])
    .execute();
  await schema
    .createTable('log_stream')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('group_id', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('first_at', 'integer', (column) => column.notNull())
    .addColumn('last_at', 'integer', (column) => column.notNull())
    .addColumn('last_ingested_at', 'integer', (column) => column.notNull())
    .addColumn('stored_bytes', 'integer', (column) => column.notNull())
    .addUniqueConstraint('log_stream_by_name', ['group_id', 'name'])
    .execute();
  await schema
    .createTable('log_event')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('group_id', 'integer', (column) => column.notNull())
    .addColumn('stream_id', 'integer', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('ingested_at', 'integer', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('log_event_by_group').on('log_event').columns(['group_id', 'at']).execute();
  await schema.createIndex('log_event_by_stream').on('log_event').columns(['stream_id', 'at']).execute();
}
