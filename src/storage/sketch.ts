/**
 * A percentile sketch (DDSketch): how many values lie in each of many narrow ranges, so that every
 * quantile is told within one percent, and sketches of two times or places add up to one of both.
 * This is what a stored point's `sketch` holds. Only of values that are not negative.
 */
import { createRequire } from 'node:module';
import type * as sketches from '@datadog/sketches-js';
import { invariant } from '../invariant.ts';

type Library = typeof sketches;

/** How far off a value can be, as a share of it. */
export const relativeAccuracy = 0.01;

// The library is a CommonJS module of some megabytes in memory: it is loaded with the first value.
const requireModule = createRequire(import.meta.url);
let library: Library | undefined;

function createLibrarySketch(): InstanceType<Library['DDSketch']> {
  if (library === undefined) {
    const loaded: Library = requireModule('@datadog/sketches-js');
    library = loaded;
  }
  return new library.DDSketch({ relativeAccuracy });
}

/** Values of about that size, and how many of them. */
export interface Bucket {
  readonly value: number;
  readonly count: number;
}

export class Sketch {
  readonly #sketch = createLibrarySketch();

  add(value: number, count = 1): void {
    invariant(value >= 0 && count > 0, 'a sketch takes values that are not negative, at least one of each');
    this.#sketch.accept(value, count);
  }

  merge(other: Sketch): void {
    this.#sketch.merge(other.#sketch);
  }

  /** All values, smallest first. */
  buckets(): readonly Bucket[] {
    const { zeroCount, mapping } = this.#sketch;
    const zero = zeroCount > 0 ? [{ value: 0, count: zeroCount }] : [];
    return [...zero, ...this.#bins().map(([key, count]) => ({ value: mapping.value(key), count }))];
  }

  /** Only the ranges that hold something: where values lie far apart most hold nothing. */
  encode(): Uint8Array {
    const bins = this.#bins();
    const numbers = [this.#sketch.zeroCount, ...bins.flat()];
    return numbers.every((number) => Number.isInteger(number) && Math.abs(number) < 2 ** 31)
      ? encodeIntegers(numbers)
      : encodeFloats(numbers);
  }

  static decode(bytes: Uint8Array): Sketch {
    const [zeroCount = 0, ...bins] = bytes[0] === integers ? decodeIntegers(bytes) : decodeFloats(bytes);
    const sketch = new Sketch();
    const inner = sketch.#sketch;
    if (zeroCount > 0) inner.accept(0, zeroCount);
    for (let index = 0; index + 1 < bins.length; index += 2) inner.store.add(bins[index] ?? 0, bins[index + 1] ?? 0);
    inner.count = inner.zeroCount + inner.store.count;
    return sketch;
  }

  #bins(): [key: number, count: number][] {
    const { bins, offset } = this.#sketch.store;
    return bins.flatMap((count, index) => (count > 0 ? [[index + offset, count] satisfies [number, number]] : []));
  }
}

/** First byte: how the numbers after it are written. */
const integers = 1;
const floats = 2;

/** Seven bits a byte, least significant first; the sign is the lowest bit. */
function encodeIntegers(numbers: readonly number[]): Uint8Array {
  const bytes = [integers];
  for (const number of numbers) {
    let rest = number < 0 ? -number * 2 - 1 : number * 2;
    while (rest >= 128) {
      bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

function decodeIntegers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let number = 0;
  let scale = 1;
  for (const byte of bytes.subarray(1)) {
    number += (byte % 128) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    numbers.push(number % 2 === 0 ? number / 2 : -(number + 1) / 2);
    number = 0;
    scale = 1;
  }
  return numbers;
}

function encodeFloats(numbers: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(1 + numbers.length * 8));
  view.setUint8(0, floats);
  for (const [index, number] of numbers.entries()) view.setFloat64(1 + index * 8, number);
  return new Uint8Array(view.buffer);
}

function decodeFloats(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: (bytes.byteLength - 1) / 8 }, (_, index) => view.getFloat64(1 + index * 8));
}
