import { expect, test } from 'vitest';
import type { Call } from '../../api/call.ts';
import { createStackEventReader } from './stack-events.ts';

const pageSize = 3;

/** A stack whose events have growing numbers; a token is the number of the last event that was told. */
function stackWith(count: number) {
  const state = { count, asked: 0 };
  const answer = (_service: string, _operation: string, { NextToken }: { readonly NextToken?: string }) => {
    state.asked += 1;
    const from = NextToken === undefined ? state.count : Number(NextToken) - 1;
    const numbers = Array.from({ length: Math.min(pageSize, from) }, (_, index) => from - index);
    const last = numbers.at(-1) ?? 1;
    return Promise.resolve({
      StackEvents: numbers.map((number) => ({ EventId: String(number) })),
      ...(last > 1 && { NextToken: String(last) }),
    });
  };
  // The reader calls one operation, which this one is.
  return { state, reader: createStackEventReader(answer as unknown as Call, 'shop') };
}

const ids = async (reader: ReturnType<typeof stackWith>['reader'], wanted: number) => {
  const { events, hasMore } = await reader.read(wanted);
  return [events.map(({ EventId }) => EventId).join(' '), hasMore];
};

test('the first page is read, and older ones when they are wanted', async () => {
  const { reader } = stackWith(8);
  expect(await ids(reader, 3)).toEqual(['8 7 6', true]);
  expect(await ids(reader, 6)).toEqual(['8 7 6 5 4 3', true]);
  expect(await ids(reader, 9)).toEqual(['8 7 6 5 4 3 2 1', false]);
});

test('new events come on top, and what was read is not read again', async () => {
  const { reader, state } = stackWith(8);
  await reader.read(6);
  state.count = 10;
  state.asked = 0;
  expect(await ids(reader, 6)).toEqual(['10 9 8 7 6 5 4 3', true]);
  expect(state.asked).toBe(1);
});

test('more new events than a page holds leave no gap', async () => {
  const { reader, state } = stackWith(2);
  await reader.read(3);
  state.count = 9;
  expect(await ids(reader, 3)).toEqual(['9 8 7 6 5 4 3 2 1', false]);
});

test('a stack that was made anew has none of the events before', async () => {
  const { reader, state } = stackWith(5);
  await reader.read(3);
  state.count = 1;
  expect(await ids(reader, 3)).toEqual(['1', false]);
});
