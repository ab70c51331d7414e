import { expect, test } from 'vitest';
import type { CommittedChange } from './documents.ts';
import { Watchers } from './watchers.ts';

test('a deletion comes without a value, and null is a value', () => {
  const watchers = new Watchers();
  const heard: CommittedChange[] = [];
  watchers.watch('', (change) => heard.push(change));
  watchers.announce([
    { key: 'a', revision: 1, json: 'null' },
    { key: 'a', revision: 2 },
  ]);
  expect(heard).toEqual([
    { key: 'a', revision: 1, value: null },
    { key: 'a', revision: 2 },
  ]);
  expect(heard.map((change) => 'value' in change)).toEqual([true, false]);
});

test('a listener may cancel its subscription while it is called', () => {
  const watchers = new Watchers();
  const heard: number[] = [];
  const subscription = watchers.watch('', ({ revision }) => {
    heard.push(revision);
    subscription.cancel();
  });
  watchers.announce([
    { key: 'a', revision: 1 },
    { key: 'a', revision: 2 },
  ]);
  expect(heard).toEqual([1]);
});

test('a listener that throws harms neither the others nor the writer, and is not passed over in silence', async () => {
  const watchers = new Watchers();
  const heard: number[] = [];
  watchers.watch('', () => {
    throw new Error('a listener broke its promise');
  });
  watchers.watch('', ({ revision }) => heard.push(revision));
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  watchers.announce([{ key: 'a', revision: 1 }]);
  const error = await uncaught;
  for (const listener of others) process.on('uncaughtException', listener);
  expect(heard).toEqual([1]);
  expect(error).toMatchObject({ message: 'a listener broke its promise' });
});
