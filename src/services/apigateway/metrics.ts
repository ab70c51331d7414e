/**
 * API Gateway's own metrics, namespace `AWS/ApiGateway`: from what the data plane counted to the
 * points of each dimension set that AWS publishes them under. Pure.
 */
import type { SeriesPoint, StatisticSet } from '../../storage/series.ts';
import { Sketch } from '../../storage/sketch.ts';
import type { ApiMinute } from './data-plane/call-recorder.ts';

const namespace = 'AWS/ApiGateway';

type Dimensions = SeriesPoint['series']['dimensions'];

export function describeApiMinutes(minutes: readonly ApiMinute[]): SeriesPoint[] {
  return minutes.flatMap((minute) => dimensionSets(minute).flatMap((dimensions) => describeMinute(minute, dimensions)));
}

/** HTTP APIs are told apart by their ID, REST APIs by their name. */
function dimensionSets({ kind, apiId, apiName, stageName }: ApiMinute): Dimensions[] {
  const named: Dimensions = [kind === 'http' ? ['ApiId', apiId] : ['ApiName', apiName]];
  return [named, [...named, ['Stage', stageName]]];
}

function describeMinute(minute: ApiMinute, dimensions: Dimensions): SeriesPoint[] {
  const { kind, region, account, atMs, count, clientErrors, serverErrors } = minute;
  const owner = `${region}/${account}`;
  const point = (metric: string, unit: string, set: StatisticSet, sketch?: Sketch): SeriesPoint => ({
    series: { owner, namespace, metric, dimensions, unit },
    atMs,
    resolutionSeconds: 60,
    ...set,
    ...(sketch !== undefined && { sketch: sketch.encode() }),
  });
  const spread = (metric: string, unit: string, values: readonly number[]): SeriesPoint[] => {
    if (values.length === 0) return [];
    const sketch = new Sketch();
    for (const value of values) sketch.add(value);
    const sum = values.reduce((total, value) => total + value, 0);
    const minimum = values.reduce((least, value) => Math.min(least, value), Infinity);
    const maximum = values.reduce((greatest, value) => Math.max(greatest, value), -Infinity);
    return [point(metric, unit, { sampleCount: values.length, sum, minimum, maximum }, sketch)];
  };
  const isHttp = kind === 'http';
  return [
    point('Count', 'Count', flags(count, count)),
    // Each request is a sample, so that the average is the share of errors.
    point(isHttp ? '4xx' : '4XXError', 'Count', flags(clientErrors, count)),
    point(isHttp ? '5xx' : '5XXError', 'Count', flags(serverErrors, count)),
    ...spread('Latency', 'Milliseconds', minute.latenciesMs),
    ...spread('IntegrationLatency', 'Milliseconds', minute.integrationLatenciesMs),
    ...(isHttp ? spread('DataProcessed', 'Bytes', minute.bytes) : []),
  ];
}

/** So many ones among so many samples, the rest of which are zeros. */
const flags = (ones: number, samples: number): StatisticSet => ({
  sampleCount: samples,
  sum: ones,
  minimum: ones === samples ? 1 : 0,
  maximum: ones > 0 ? 1 : 0,
});
