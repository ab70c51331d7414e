import { assert, anything, boolean, dictionary, integer, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { isSameJson, type JsonObject, type JsonValue } from './json.ts';
import { comparePropertiesOf, strongestRecreation } from './property-changes.ts';

it('goes into maps, and takes lists as a whole', () => {
  expect(
    comparePropertiesOf(
      { Env: { A: 1, B: 2, C: { D: 'x' } }, List: [1, { a: 1 }] },
      { Env: { A: 1, C: { D: 'y' }, E: 3 }, List: [1, { a: 2 }] },
    ),
  ).toEqual([
    { path: ['Env', 'B'], before: 2, after: undefined },
    { path: ['Env', 'C', 'D'], before: 'x', after: 'y' },
    { path: ['Env', 'E'], before: undefined, after: 3 },
    { path: ['List'], before: [1, { a: 1 }], after: [1, { a: 2 }] },
  ]);
});

it('takes a number, or a truth value, and its text for one', () => {
  expect(
    comparePropertiesOf({ A: 128, B: 'true', C: [1, { d: false }] }, { A: '128', B: true, C: ['1', { d: 'false' }] }),
  ).toEqual([]);
  expect(comparePropertiesOf({ A: '1.0', B: [] }, { A: 1, B: {} })).toHaveLength(2);
});

it('does not take what is not there for its name', () => {
  expect(comparePropertiesOf({ A: 'undefined' }, {})).toHaveLength(1);
  expect(comparePropertiesOf({ A: ['null'] }, { A: [null] })).toHaveLength(1);
});

it('keeps the names that every object inherits apart from those it has', () => {
  const named: JsonObject = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x"}');
  expect(comparePropertiesOf({}, named).map(({ path }) => path)).toEqual([['__proto__'], ['constructor']]);
});

const json = anything({ maxDepth: 4, values: [string(), integer(), boolean()] }).map((value): JsonValue =>
  JSON.parse(JSON.stringify(value) ?? '0'),
);
const properties = dictionary(string(), json);

it('finds no change from anything to itself, and finds each in both directions', () => {
  assert(
    property(properties, properties, (one, other) => {
      expect(comparePropertiesOf(one, JSON.parse(JSON.stringify(one)))).toEqual([]);
      const paths = (changes: ReturnType<typeof comparePropertiesOf>): readonly string[] =>
        changes.map(({ path }) => JSON.stringify(path)).toSorted();
      expect(paths(comparePropertiesOf(one, other))).toEqual(paths(comparePropertiesOf(other, one)));
      if (isSameJson(one, other)) expect(comparePropertiesOf(one, other)).toEqual([]);
    }),
  );
});

it('lets the strongest of several recreations count', () => {
  expect(strongestRecreation([])).toBe('Never');
  expect(strongestRecreation(['Never', 'Conditionally'])).toBe('Conditionally');
  expect(strongestRecreation(['Always', 'Conditionally', 'Never'])).toBe('Always');
});
