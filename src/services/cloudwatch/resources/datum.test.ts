import { describe, expect, test } from 'vitest';
import { parseDatum, type MetricDatum } from './datum.ts';

const nowMs = Date.UTC(2025, 0, 1, 12, 0, 30);
const hourMs = 3_600_000;
const parse = (datum: MetricDatum) =>
  parseDatum(datum, 'MetricData.member.1', { owner: 'us-east-1/000000000000', namespace: 'shop', nowMs });
const named = { MetricName: 'orders' };

describe('a datum becomes a point', () => {
  test('of its minute, or of its second', () => {
    expect(parse({ ...named, Value: 2 })).toMatchObject({ atMs: nowMs - 30_000, resolutionSeconds: 60, sum: 2 });
    const Timestamp = new Date(nowMs - 500);
    expect(parse({ ...named, Value: 2, Timestamp, StorageResolution: 1 })).toMatchObject({
      atMs: nowMs - 1000,
      resolutionSeconds: 1,
    });
  });

  test('with all its values and their counts', () => {
    const point = parse({ ...named, Values: [1, 10, 7], Counts: [2, 4, 0], Unit: 'Count' });
    expect(point).toMatchObject({ sampleCount: 6, sum: 42, minimum: 1, maximum: 10, series: { unit: 'Count' } });
    expect(point.sketch).toBeDefined();
  });

  test('without the spread of its values where a statistic set hides it, or where one is negative', () => {
    const StatisticValues = { SampleCount: 3, Sum: 6, Minimum: 1, Maximum: 3 };
    expect(parse({ ...named, StatisticValues }).sketch).toBeUndefined();
    expect(parse({ ...named, Values: [4], StatisticValues })).toMatchObject({ sampleCount: 4, sum: 10, maximum: 4 });
    expect(parse({ ...named, Values: [-1, 1] }).sketch).toBeUndefined();
  });
});

describe('refused is', () => {
  const place = 'MetricData.member.1';
  const set = { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 };
  test.each<[string, Omit<MetricDatum, 'MetricName'>, string]>([
    [
      'no value at all',
      {},
      `At least one of the parameters ${place}.Value, ${place}.Values and ${place}.StatisticValues must be specified.`,
    ],
    ['a value that is no number', { Value: Number.NaN }, `The value NaN for parameter ${place}.Value is invalid.`],
    [
      'an infinite value',
      { Values: [1, Infinity] },
      `The value Infinity for parameter ${place}.Values.member.2 is invalid.`,
    ],
    [
      'a value beyond all measure',
      { Value: 2 ** 361 },
      `The value ${2 ** 361} for parameter ${place}.Value is invalid.`,
    ],
    [
      'a negative count',
      { Values: [1], Counts: [-1] },
      `The value -1 for parameter ${place}.Counts.member.1 is invalid.`,
    ],
    [
      'a sum that is no number',
      { StatisticValues: { ...set, Sum: Number.NaN } },
      `The value NaN for parameter ${place}.StatisticValues.Sum is invalid.`,
    ],
    [
      'a 151st value',
      { Values: Array.from({ length: 151 }, () => 1) },
      `The collection ${place}.Values must not have a size greater than 150.`,
    ],
    [
      'another resolution',
      { Value: 1, StorageResolution: 5 },
      `The parameter ${place}.StorageResolution must be 1 or 60.`,
    ],
    [
      'what is older than two weeks',
      { Value: 1, Timestamp: new Date(nowMs - 337 * hourMs) },
      `The parameter ${place}.Timestamp must specify a time no more than two weeks in the past.`,
    ],
    [
      'what is two hours ahead',
      { Value: 1, Timestamp: new Date(nowMs + 2 * hourMs + 1) },
      `The parameter ${place}.Timestamp must specify a time no more than two hours in the future.`,
    ],
    [
      'a time that is none',
      { Value: 1, Timestamp: new Date(Number.NaN) },
      `The parameter ${place}.Timestamp must specify a time no more than two weeks in the past.`,
    ],
  ])('%s', (_, datum, message) => {
    expect(() => parse({ ...named, ...datum })).toThrow(message);
  });
});
