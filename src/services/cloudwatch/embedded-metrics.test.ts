import { describe, expect, test } from 'vitest';
import { parseEmbeddedMetrics } from './embedded-metrics.ts';

const atMs = Date.UTC(2025, 0, 1);
const directive = {
  Namespace: 'shop',
  Dimensions: [['service'], ['service', 'region'], []],
  Metrics: [
    { Name: 'orders', Unit: 'Count' },
    { Name: 'times', Unit: 'Milliseconds', StorageResolution: 1 },
  ],
};
const root = { service: 'checkout', region: 'here', orders: 2, times: [10, 20], other: 'text' };
const line = (changes: object = {}, of: object = {}): string =>
  JSON.stringify({ _aws: { Timestamp: atMs, CloudWatchMetrics: [{ ...directive, ...of }] }, ...root, ...changes });

describe('a line of embedded metrics', () => {
  test('is a value of each metric in each set of dimensions', () => {
    const [metrics, ...more] = parseEmbeddedMetrics(line());
    expect(more).toEqual([]);
    expect(metrics?.namespace).toBe('shop');
    expect(metrics?.data).toHaveLength(6);
    expect(metrics?.data[0]).toEqual({
      MetricName: 'orders',
      Unit: 'Count',
      StorageResolution: 60,
      Values: [2],
      Dimensions: [{ Name: 'service', Value: 'checkout' }],
      Timestamp: new Date(atMs),
    });
    expect(metrics?.data[3]).toMatchObject({ Values: [10, 20], StorageResolution: 1, Dimensions: [{}, {}] });
  });

  test('may have what the Node runtime puts before it', () => {
    expect(parseEmbeddedMetrics(`2025-01-01T00:00:00.000Z\t0a1b\tINFO\t${line()}\n`)).toHaveLength(1);
  });

  test('without dimensions counts without dimensions', () => {
    expect(parseEmbeddedMetrics(line({}, { Dimensions: [] }))[0]?.data.map(({ Dimensions }) => Dimensions)).toEqual([
      [],
      [],
    ]);
  });
});

test.each([
  ['a text', 'hello "_aws"'],
  ['a list', '["_aws"]'],
  ['a line without a time', JSON.stringify({ _aws: { CloudWatchMetrics: [directive] }, ...root })],
  [
    'a line whose time is none',
    JSON.stringify({ _aws: { Timestamp: 1e300, CloudWatchMetrics: [directive] }, ...root }),
  ],
  ['a directive that is none', line({}, { Namespace: 5 })],
  ['metrics whose values are no numbers', line({ orders: 'two', times: [1, 'x'] })],
  ['too many values', line({ orders: undefined, times: Array.from({ length: 101 }, () => 1) })],
  ['an unknown unit', line({}, { Metrics: [{ Name: 'orders', Unit: 'Bananas' }] })],
  ['dimensions without a value', line({ service: undefined, region: 3 }, { Dimensions: [['service'], ['region']] })],
  ['a name that every object has', line({}, { Metrics: [{ Name: 'toString' }] })],
])('%s embeds nothing', (_, message) => {
  expect(parseEmbeddedMetrics(message)).toEqual([]);
});
