import { expect, test } from 'vitest';
import { VirtualClock } from '../../../time/virtual-clock.ts';
import { AuthorizerCache } from './authorizer-cache.ts';

test('a decision lasts as long as it was to be kept', async () => {
  const clock = new VirtualClock();
  const cache = new AuthorizerCache<string>(clock);
  cache.keep('one', 'allowed', 60);
  cache.keep('two', 'allowed', 0);
  expect([cache.find('one'), cache.find('two')]).toEqual(['allowed', undefined]);
  await clock.advance(60_000);
  expect(cache.find('one')).toBeUndefined();
});

test('the oldest decision gives way', () => {
  const cache = new AuthorizerCache<number>(new VirtualClock());
  for (let index = 0; index <= 10_000; index += 1) cache.keep(String(index), index, 60);
  expect([cache.find('0'), cache.find('1'), cache.find('10000')]).toEqual([undefined, 1, 10_000]);
});
