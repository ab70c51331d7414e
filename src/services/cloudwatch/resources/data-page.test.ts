import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageResults } from './data-page.ts';

test('pages together hold every point of every result once, in order', () => {
  const counts = fc.array(fc.nat(9), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 7 }), (of, pointsMax) => {
      const results = of.map((pointCount, index) => ({ pointCount, index }));
      const seen = results.map((): number[] => []);
      const isShown = new Set<number>();
      let token: string | undefined;
      do {
        const page = pageResults(results, { token, pointsMax });
        const points = page.slices.reduce((sum, { from, to }) => sum + to - from, 0);
        expect(points).toBeLessThanOrEqual(pointsMax);
        for (const { result, from, to, isPartial } of page.slices) {
          isShown.add(result.index);
          for (let point = from; point < to; point += 1) seen[result.index]!.push(point);
          expect(isPartial).toBe(to < result.pointCount);
        }
        token = page.nextToken;
      } while (token !== undefined);
      expect(isShown.size).toBe(results.length);
      expect(seen).toEqual(of.map((count) => Array.from({ length: count }, (_, index) => index)));
    }),
  );
});

test.each(['', 'x', Buffer.from('points:-1').toString('base64url')])('the token %j is refused', (token) => {
  expect(() => pageResults([], { token, pointsMax: 1 })).toThrow('The next token is invalid.');
});
