import { describe, expect, test } from 'vitest';
import type { ApiMinute } from './data-plane/call-recorder.ts';
import { describeApiMinutes } from './metrics.ts';

const minute: ApiMinute = {
  kind: 'http',
  region: 'us-east-1',
  account: '000000000000',
  apiId: 'abc',
  apiName: 'shop',
  stageName: '$default',
  atMs: 60_000,
  count: 4,
  clientErrors: 1,
  serverErrors: 0,
  bytes: [10, 20, 30, 40],
  latenciesMs: [1, 2, 3, 4],
  integrationLatenciesMs: [1, 2, 3],
};

describe('metrics of an HTTP API', () => {
  const points = describeApiMinutes([minute]);

  test('are told of the API and of its stage', () => {
    const dimensions = points.filter(({ series }) => series.metric === 'Count').map(({ series }) => series.dimensions);
    expect(dimensions).toEqual([
      [['ApiId', 'abc']],
      [
        ['ApiId', 'abc'],
        ['Stage', '$default'],
      ],
    ]);
  });

  test('count errors among all requests', () => {
    expect(points.find(({ series }) => series.metric === '4xx')).toMatchObject({ sampleCount: 4, sum: 1, maximum: 1 });
    expect(points.find(({ series }) => series.metric === '5xx')).toMatchObject({ sampleCount: 4, sum: 0, maximum: 0 });
  });

  test('spread latencies', () => {
    expect(points.find(({ series }) => series.metric === 'IntegrationLatency')).toMatchObject({
      sampleCount: 3,
      sum: 6,
      minimum: 1,
      maximum: 3,
    });
  });
});
