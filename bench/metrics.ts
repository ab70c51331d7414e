/** What metrics cost: on the invoke path, and in the store of many series. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoredMetricReader } from '../src/services/cloudwatch/stored-metric-reader.ts';
import type { InvocationRecord } from '../src/services/lambda/data-plane/invocation-record.ts';
import { MeasuredTarget, MetricRecorder } from '../src/services/lambda/data-plane/metric-recorder.ts';
import { describeInvocations } from '../src/services/lambda/metrics.ts';
import { openSqliteStore } from '../src/storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../src/time/random.ts';
import { median } from './rounds.ts';

/** Nine series each. */
const functions = 555;
const minutes = 60;
const startMs = Date.UTC(2025, 0, 1);

export async function benchMetrics(): Promise<void> {
  console.log('\nMetrics');
  const recorded = recordMany();
  console.log(`  recording an invocation           ${recorded.recordNs.toFixed(0)} ns (target: under 500)`);
  console.log(
    `  a second of 2,000 invocations      ${recorded.describeMs.toFixed(1)} ms for its points, on the control plane`,
  );
  await benchStore();
}

function recordOf(index: number, atMs = startMs): InvocationRecord {
  return {
    region: 'us-east-1',
    account: '000000000000',
    functionName: 'bench',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:bench',
    resource: 'bench:live',
    qualifier: 'live',
    isAlias: true,
    isWeighted: true,
    executedVersion: index % 10 === 0 ? '2' : '1',
    result: index % 7 === 0 ? 'function-error' : 'success',
    startedAtMs: atMs + (index % 60_000),
    durationMs: 1 + (index % 97) / 3,
    initDurationMs: undefined,
    maxMemoryUsedMiB: 64,
    targetConcurrency: 1,
    functionConcurrency: 1,
    accountConcurrency: 3,
    unreservedConcurrency: 3,
    provisioning: 'none',
    provisionedCount: 0,
    provisionedRunning: 0,
  };
}

/** With the record made anew each time, as an invocation makes it, and taken every 2,000. */
function recordMany(): { recordNs: number; describeMs: number } {
  const target = new MeasuredTarget();
  const recorder = new MetricRecorder();
  const [recordNs, describeMs]: [number[], number[]] = [[], []];
  for (let second = 0; second < 300; second += 1) {
    const beganAt = performance.now();
    for (let index = 0; index < 2000; index += 1) recorder.record(recordOf(index), target);
    recordNs.push(((performance.now() - beganAt) * 1e6) / 2000);
    const describedAt = performance.now();
    describeInvocations(recorder.take());
    describeMs.push(performance.now() - describedAt);
  }
  return { recordNs: median(recordNs), describeMs: median(describeMs) };
}

/** An hour of functions that are each called a little every minute. */
async function benchStore(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'serin-bench-metrics-'));
  try {
    await using store = await openSqliteStore({ folder, random: systemRandom });
    const before = process.memoryUsage().rss;
    const beganAt = performance.now();
    let points = 0;
    for (let minute = 0; minute < minutes; minute += 1) {
      const recorder = new MetricRecorder();
      for (let index = 0; index < functions; index += 1) {
        const target = new MeasuredTarget();
        const functionName = `bench-${index}`;
        for (let call = 1; call <= 3; call += 1) {
          const record = { ...recordOf(call, startMs + minute * 60_000), isAlias: false, functionName };
          recorder.record({ ...record, resource: functionName, qualifier: undefined }, target);
        }
      }
      const described = describeInvocations(recorder.take());
      points += described.length;
      await store.series.append(described);
    }
    const appendMs = performance.now() - beganAt;
    const grownMB = (process.memoryUsage().rss - before) / 1e6;
    const reader = new StoredMetricReader(store.series);
    const series = functions * 9;
    console.log(
      `  ${series} series, ${minutes} minutes       ${points} points stored in ${(appendMs / 1000).toFixed(1)} s, ${grownMB.toFixed(0)} MB more resident, garbage included`,
    );
    for (const statistic of ['Sum', 'p99']) {
      const times: number[] = [];
      for (let index = 0; index < 200; index += 1) times.push(await timeRead(reader, statistic, `bench-${index}`));
      console.log(`  an hour of one metric, ${statistic.padEnd(3)}        ${median(times).toFixed(2)} ms`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeRead(reader: StoredMetricReader, statistic: string, functionName: string): Promise<number> {
  const beganAt = performance.now();
  await reader.read({
    owner: { region: 'us-east-1', account: '000000000000' },
    namespace: 'AWS/Lambda',
    metricName: 'Duration',
    dimensions: [{ name: 'FunctionName', value: functionName }],
    statistic,
    periodSeconds: 60,
    fromMs: startMs,
    toMs: startMs + minutes * 60_000,
  });
  return performance.now() - beganAt;
}
