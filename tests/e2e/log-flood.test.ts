/**
 * A function that prints without end: Serin's memory stays bounded, others are answered meanwhile,
 * and every line is either kept or counted among those that were dropped.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startSerin, type SerinProgram } from '../serin-program.ts';

/** A hundred megabytes of long lines, and more short ones than can be stored in the time. */
const floods = [
  { lines: 24_000, width: 4096 },
  { lines: 60_000, width: 100 },
];
/** `INIT_START`, and for each invocation `START`, `END` and `REPORT`. */
const platformLines = 1 + 3 * floods.length;
const memoryMaxMiB = 1000;

const code = `export const handler = async ({ lines = 0, width }) => {
  for (let index = 0; index < lines; index += 1) {
    const line = 'flood ' + index + ' ' + 'x'.repeat(width) + '\\n';
    if (!process.stdout.write(line)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  return lines;
};`;

let serin: SerinProgram;
let lambda: Lambda;
let logs: CloudWatchLogs;

beforeAll(async () => {
  serin = await startSerin();
  const { AWS_REGION: region, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = serin.environment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const config = { endpoint: serin.endpoint, region, credentials };
  lambda = new Lambda(config);
  logs = new CloudWatchLogs(config);
  const statement = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role } = await new IAMClient(config).send(
    new CreateRoleCommand({ RoleName: 'runner', AssumeRolePolicyDocument }),
  );
  for (const FunctionName of ['loud', 'quiet']) {
    await lambda.createFunction({
      FunctionName,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: Role?.Arn,
      Code: { ZipFile: packageOf(code) },
      Timeout: 120,
    });
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30 }, { FunctionName });
  }
});

afterAll(() => serin?.[Symbol.asyncDispose]());

test.each(floods)('$lines lines of $width characters cost no other function its answer', async (flood) => {
  const flooding = { isOver: false };
  const loud = lambda
    .invoke({ FunctionName: 'loud', Payload: JSON.stringify(flood) })
    .finally(() => (flooding.isOver = true));
  let [answered, memoryMiB] = [0, 0];
  while (!flooding.isOver) {
    const { Payload } = await lambda.invoke({ FunctionName: 'quiet', Payload: '{}' });
    expect(Buffer.from(Payload ?? []).toString()).toBe('0');
    answered += 1;
    memoryMiB = Math.max(memoryMiB, residentMiB());
  }
  expect(Buffer.from((await loud).Payload ?? []).toString()).toBe(String(flood.lines));
  expect(answered).toBeGreaterThan(0);
  expect(memoryMiB).toBeLessThan(memoryMaxMiB);
});

test('each line was kept, or is counted where it was dropped', async () => {
  const { kept, dropped } = await countLines();
  const printed = floods.reduce((sum, { lines }) => sum + lines, 0);
  expect(kept + dropped).toBe(printed + platformLines);
});

test('what the quiet function said is there in whole', async () => {
  const reports = await countQuiet('REPORT');
  expect(reports).toBeGreaterThan(0);
  expect(await countQuiet('"START RequestId"')).toBe(reports);
});

async function countQuiet(filterPattern: string): Promise<number> {
  let count = 0;
  let nextToken: string | undefined;
  do {
    const page = await logs.filterLogEvents({ logGroupName: '/aws/lambda/quiet', filterPattern, nextToken });
    count += page.events?.length ?? 0;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return count;
}

/** What the process takes of the machine's memory; 0 where the system does not tell. */
function residentMiB(): number {
  if (process.platform !== 'linux') return 0;
  const { pid } = JSON.parse(readFileSync(join(serin.dataFolder, 'running.json'), 'utf8')) as { pid: number };
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

async function countLines(): Promise<{ kept: number; dropped: number }> {
  let [kept, dropped] = [0, 0];
  let nextToken: string | undefined;
  do {
    const page = await logs.filterLogEvents({ logGroupName: '/aws/lambda/loud', nextToken });
    for (const { message = '' } of page.events ?? []) {
      const notice = /^\[serin\] (\d+) log lines? w/.exec(message);
      if (notice === null) kept += 1;
      else dropped += Number(notice[1]);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { kept, dropped };
}
