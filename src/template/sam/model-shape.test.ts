import { describe, expect, test } from 'vitest';
import {
  describeProblems,
  fieldsShape,
  findProblems,
  listShape,
  orIntrinsic,
  textShape,
  wordShape,
} from './model-shape.ts';

const shape = fieldsShape({
  'Kind!': wordShape('A', 'B'),
  Names: orIntrinsic(listShape(textShape)),
});

describe('model shapes', () => {
  test('a value that fits has no problems, and neither has a function in its place', () => {
    expect(findProblems({ Kind: 'A', Names: ['x', 2] }, shape)).toEqual([]);
    expect(findProblems({ Kind: 'B', Names: { Ref: 'Names' } }, shape)).toEqual([]);
  });

  test('problems come in the order of the shape, unknown names last', () => {
    const problems = findProblems({ Zest: 1, Apple: 1, Names: 'x' }, shape);
    expect([...new Set(problems.map(({ path }) => path))]).toEqual(['Kind', 'Names', 'Apple', 'Zest']);
  });

  test('a value of several possible kinds is told once, with all of them', () => {
    expect(describeProblems(findProblems({ Kind: 'A', Names: 'x' }, shape))).toBe(
      "Property 'Names' value must be dictionary or list.",
    );
  });
});
