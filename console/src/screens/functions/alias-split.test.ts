import { expect, test } from 'vitest';
import { describeShares, sharesOf } from './alias-split.ts';

test('an alias without weights sends all calls to its version', () => {
  const shares = sharesOf({ FunctionVersion: '7' });
  expect(shares).toEqual([{ version: '7', percent: 100, isMain: true }]);
  expect(describeShares(shares)).toBe('7');
});

test('the shares of a split add up to the whole', () => {
  const shares = sharesOf({ FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 0.3 } } });
  expect(shares).toEqual([
    { version: '1', percent: 70, isMain: true },
    { version: '2', percent: 30, isMain: false },
  ]);
  expect(describeShares(shares)).toBe('1\u00a0(70\u00a0%), 2\u00a0(30\u00a0%)');
});

test('a weight of nothing is no share', () => {
  expect(sharesOf({ FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 0 } } })).toHaveLength(1);
});
