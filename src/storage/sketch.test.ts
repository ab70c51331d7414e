import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { relativeAccuracy, Sketch } from './sketch.ts';

const values = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e9, noNaN: true })), {
  minLength: 1,
  maxLength: 60,
});

const sketchOf = (of: readonly number[]): Sketch => {
  const sketch = new Sketch();
  for (const value of of) sketch.add(value);
  return sketch;
};

/** The values back from the buckets, one for each that went in. */
const spread = (sketch: Sketch): number[] =>
  sketch.buckets().flatMap(({ value, count }) => Array.from({ length: count }, () => value));

const isNear = (told: number, real: number): boolean => Math.abs(told - real) <= real * relativeAccuracy * (1 + 1e-9);

test('every value is told within the accuracy, in order', () => {
  fc.assert(
    fc.property(values, (of) => {
      const sorted = of.toSorted((left, right) => left - right);
      const told = spread(sketchOf(of));
      expect(told).toHaveLength(sorted.length);
      expect(told.every((value, index) => isNear(value, sorted[index]!))).toBe(true);
    }),
  );
});

test('what was written is read again, and sketches add up', () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      const merged = Sketch.decode(sketchOf(one).encode());
      merged.merge(Sketch.decode(sketchOf(other).encode()));
      expect(merged.buckets()).toEqual(sketchOf([...one, ...other]).buckets());
    }),
  );
});

test('counts need not be whole', () => {
  const sketch = new Sketch();
  sketch.add(5, 0.5);
  sketch.add(1e300, 2.25);
  expect(Sketch.decode(sketch.encode()).buckets()).toEqual(sketch.buckets());
});

test('a second of durations takes some hundred bytes', () => {
  const sketch = new Sketch();
  for (let index = 0; index < 1000; index += 1) sketch.add(1 + (index % 97) / 10);
  expect(sketch.encode().byteLength).toBeLessThan(400);
});
