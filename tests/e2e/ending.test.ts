/** The real program's end, by an operator's word or by none: what becomes of the call that runs, and of its processes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findBubblewrap } from '../../src/execution/isolation.ts';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { type MeetingPoint, openMeetingPoint } from '../meeting-point.ts';
import { type KillableSerin, processesNaming, readEnvironment, startKillableSerin } from './killable-serin.ts';

/** Leaves a process of its own behind, tells that it runs, and answers once it may. */
const code = `import { spawn } from 'node:child_process';
  export const handler = async ({ url }) => {
    spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' }).unref();
    await fetch(url);
    return 'done';
  };`;

const bubblewrap = await findBubblewrap({ searchPath: process.env['PATH'] ?? '', hidden: [] });
const isolations = ['process', ...(bubblewrap.kind === 'available' ? ['bubblewrap'] : [])];

let dataFolder = '';
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'serin-ending-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

test.each(isolations)('SIGTERM lets the call that runs end, and leaves no process (%s)', async (isolation) => {
  await using serin = await startKillableSerin(dataFolder, ['--isolation', isolation]);
  await using meeting = await openMeetingPoint();
  const { answer, mark } = await runSlow(serin, meeting);
  const ended = serin.stop();
  await expect.poll(() => isServing(serin), { timeout: 100_000 }).toBe(false);
  meeting.release();
  expect(await answer).toBe('"done"');
  expect(await ended).toBe(0);
  await expect.poll(() => processesOf(mark), { timeout: 100_000 }).toEqual([]);
});

test.each(isolations)('kill -9 leaves no process (%s)', async (isolation) => {
  await using serin = await startKillableSerin(dataFolder, ['--isolation', isolation]);
  await using meeting = await openMeetingPoint();
  const { answer, mark } = await runSlow(serin, meeting);
  await serin.kill();
  await expect(answer).rejects.toThrow();
  await expect.poll(() => processesOf(mark), { timeout: 100_000 }).toEqual([]);
});

/** Resolves while the function runs; `mark` stands in the environment of the process that it has started. */
async function runSlow(serin: KillableSerin, meeting: MeetingPoint) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION: region } = await readEnvironment(dataFolder);
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const config = { endpoint: serin.endpoint, region, credentials, maxAttempts: 1 };
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Role } = await new IAM(config).createRole({ RoleName: 'runner', AssumeRolePolicyDocument });
  const lambda = new Lambda(config);
  const FunctionName = 'slow';
  const mark = `mark-${basename(dataFolder)}`;
  await lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: Role?.Arn,
    Timeout: 900,
    Environment: { Variables: { MARK: mark } },
    Code: { ZipFile: packageOf(code) },
  });
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
  const answer = lambda
    .invoke({ FunctionName, Payload: JSON.stringify({ url: meeting.url }) })
    .then(({ Payload }) => Buffer.from(Payload ?? []).toString());
  await Promise.race([meeting.met, answer.then((text) => Promise.reject(new Error(`answered at once: ${text}`)))]);
  expect(processesNaming(mark)).not.toEqual([]);
  return { answer, mark };
}

/** Serin's, and what they have started. */
function processesOf(mark: string): readonly number[] {
  return [...processesNaming(dataFolder), ...processesNaming(mark)];
}

async function isServing({ endpoint }: KillableSerin): Promise<boolean> {
  return await fetch(endpoint).then(
    () => true,
    () => false,
  );
}
