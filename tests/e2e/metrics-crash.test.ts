/** Metrics that callers put, while the real program is killed: what was acknowledged is there afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEnvironment, startKillableSerin, type KillableSerin } from './killable-serin.ts';

const rounds = 3;
const writers = 4;
const roundMs = 700;

let dataFolder = '';
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'serin-metrics-crash-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

async function clientOf(serin: KillableSerin): Promise<CloudWatch> {
  const environment = await readEnvironment(dataFolder);
  const credentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
  };
  return new CloudWatch({ endpoint: serin.endpoint, region: environment.AWS_REGION, credentials, maxAttempts: 1 });
}

/** Puts ones until the program is gone; tells how many were acknowledged. */
async function putUntilGone(
  cloudwatch: CloudWatch,
  MetricName: string,
): Promise<{ acknowledged: number; sent: number }> {
  let acknowledged = 0;
  for (;;) {
    try {
      await cloudwatch.putMetricData({ Namespace: 'shop', MetricData: [{ MetricName, Value: 1 }] });
      acknowledged += 1;
    } catch {
      // Killed with this one under way: it may be there or not.
      return { acknowledged, sent: acknowledged + 1 };
    }
  }
}

test('no acknowledged metric is lost when the program is killed', async () => {
  const totals = Array.from({ length: writers }, () => ({ acknowledged: 0, sent: 0 }));
  for (let round = 0; round < rounds; round += 1) {
    await using serin = await startKillableSerin(dataFolder);
    const cloudwatch = await clientOf(serin);
    const work = totals.map((_, writer) => putUntilGone(cloudwatch, `writer-${writer}`));
    await new Promise((resolve) => setTimeout(resolve, roundMs));
    await serin.kill();
    for (const [writer, { acknowledged, sent }] of (await Promise.all(work)).entries()) {
      const total = totals[writer]!;
      total.acknowledged += acknowledged;
      total.sent += sent;
    }
    cloudwatch.destroy();
  }
  await using serin = await startKillableSerin(dataFolder);
  const cloudwatch = await clientOf(serin);
  for (const [writer, { acknowledged, sent }] of totals.entries()) {
    const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
      Namespace: 'shop',
      MetricName: `writer-${writer}`,
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 7200,
      Statistics: ['SampleCount'],
    });
    const stored = Datapoints.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0);
    expect(acknowledged).toBeGreaterThan(0);
    expect(stored).toBeGreaterThanOrEqual(acknowledged);
    expect(stored).toBeLessThanOrEqual(sent);
  }
  const all = totals.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  process.stdout.write(`metrics: ${all} acknowledged over ${rounds} kills, none lost\n`);
});
