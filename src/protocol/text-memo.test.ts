import { expect, test } from 'vitest';
import { detached, TextMemo, textsMax } from './text-memo.ts';

test('each text is found again with what was made of it, whichever was asked for last', () => {
  const memo = new TextMemo<number>();
  memo.set('a', 1);
  memo.set('b', 2);
  expect([memo.get('a'), memo.get('b'), memo.get('b'), memo.get('a'), memo.get('c')]).toEqual([1, 2, 2, 1, undefined]);
});

test('a text that is longer than the bound is not kept', () => {
  const memo = new TextMemo<number>({ lengthMax: 4 });
  memo.set('four', 1);
  memo.set('fives', 2);
  expect([memo.get('four'), memo.get('fives')]).toEqual([1, undefined]);
});

test('however many texts come, no more than the bound are kept', () => {
  const memo = new TextMemo<number>();
  const texts = Array.from({ length: textsMax * 2 + 10 }, (_, index) => `text ${index}`);
  for (const [index, text] of texts.entries()) memo.set(text, index);
  expect(texts.filter((text) => memo.get(text) !== undefined)).toEqual(texts.slice(textsMax * 2));
  expect(memo.get(texts.at(-1) ?? '')).toBe(texts.length - 1);
});

test('a text keeps its characters, whatever they are', () => {
  for (const text of ['', 'plain', '\u00e9', 'beyond \u{1f600} and \ud800']) expect(detached(text)).toBe(text);
});
