import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { StorageError } from '../documents.ts';
import { Committer } from './committer.ts';
import { Database } from './database.ts';

let database: Database;
let committer: Committer;

beforeEach(() => {
  database = new Database(new DatabaseSync(':memory:'));
  database.connection.exec(`
    create table entry (name text primary key, bytes blob);
    create table parent (id integer primary key);
    create table child (parent integer references parent (id) deferrable initially deferred);
  `);
  committer = new Committer(database, 'turn-ends');
});

const add = (name: string): Promise<string> =>
  committer.commit(() => {
    database.connection.prepare('insert into entry (name) values (?)').run(name);
    return name;
  });
const names = (): unknown[] =>
  database.connection
    .prepare('select name from entry order by name')
    .all()
    .map((row) => row['name']);

test('work that throws takes back only what it did itself', async () => {
  const results = await Promise.allSettled([
    add('a'),
    committer.commit(() => {
      database.connection.exec("insert into entry (name) values ('half')");
      throw new RangeError('no further');
    }),
    add('b'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { name: 'RangeError' } });
  expect(names()).toEqual(['a', 'b']);
});

test('what SQLite refuses is an error of the store', async () => {
  await add('a');
  await expect(add('a')).rejects.toThrow(StorageError);
});

test('a commit that fails refuses all its writes, and the next ones go on', async () => {
  const announced: string[] = [];
  const results = await Promise.allSettled([
    committer.commit(
      () => 'a',
      (name) => announced.push(name),
    ),
    committer.commit(() => database.connection.exec('insert into child values (7)')),
    add('b'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  for (const result of results) expect(result).toMatchObject({ reason: { name: 'StorageError' } });
  expect(announced).toEqual([]);
  await add('c');
  expect(names()).toEqual(['c']);
});

test('a full disk refuses what does not fit, may be tried again, and leaves the rest as it was', async () => {
  await add('a');
  database.connection.exec('pragma max_page_count = 20');
  const large = committer.commit(() =>
    database.connection.exec("insert into entry values ('large', zeroblob(1000000))"),
  );
  await expect(large).rejects.toMatchObject({ name: 'StorageError', retryable: true });
  await add('b');
  expect(names()).toEqual(['a', 'b']);
});

test('commits are announced in their order and before anyone who waits goes on', async () => {
  const order: string[] = [];
  const write = (name: string): Promise<void> =>
    committer
      .commit(
        () => name,
        () => order.push(`announced ${name}`),
      )
      .then(() => void order.push(`resolved ${name}`));
  await Promise.all([write('a'), write('b')]);
  expect(order).toEqual(['announced a', 'announced b', 'resolved a', 'resolved b']);
});

test('more writes than a transaction takes are all committed', async () => {
  await Promise.all(Array.from({ length: 2500 }, (_, index) => add(String(index))));
  expect(names()).toHaveLength(2500);
});
