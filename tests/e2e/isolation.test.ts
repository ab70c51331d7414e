/** The real program: what a function finds of the Serin that runs it, in each isolation of this machine. */
import { join } from 'node:path';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { findBubblewrap } from '../../src/execution/isolation.ts';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startSerin } from '../serin-program.ts';

const code = `import { existsSync, readdirSync, readFileSync } from 'node:fs';
  const processes = () => readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map((pid) => {
    try { return readFileSync('/proc/' + pid + '/cmdline', 'latin1'); } catch { return ''; }
  });
  export const handler = async ({ files }) => ({
    found: files.map((file) => existsSync(file)),
    seesSerin: processes().some((command) => command.includes('serin.js')),
    task: process.env.LAMBDA_TASK_ROOT,
    ownKey: process.env.AWS_ACCESS_KEY_ID,
  });`;

const bubblewrap = await findBubblewrap({ searchPath: process.env['PATH'] ?? '', hidden: [] });

test("a function in a plain process finds Serin's own data", () => look('process'));

test.runIf(bubblewrap.kind === 'available')("a function in bubblewrap does not find Serin's own data", () =>
  look('bubblewrap'),
);

async function look(isolation: 'process' | 'bubblewrap'): Promise<void> {
  await using serin = await startSerin(['--isolation', isolation]);
  const {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  } = serin.environment;
  const config = { endpoint: serin.endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const statement = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await new IAM(config).createRole({
    RoleName: 'runner',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  const lambda = new Lambda(config);
  const FunctionName = 'curious';
  await lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: Role?.Arn,
    Code: { ZipFile: packageOf(code) },
  });
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
  const files = ['credentials.json', 'serin.db', 'packages'].map((name) => join(serin.dataFolder, name));
  const { Payload } = await lambda.invoke({ FunctionName, Payload: JSON.stringify({ files }) });
  const seen: unknown = JSON.parse(Buffer.from(Payload ?? []).toString());
  const isSandboxed = isolation === 'bubblewrap';
  expect(seen).toMatchObject({ found: files.map(() => !isSandboxed), seesSerin: !isSandboxed });
  expect(seen).toMatchObject({ task: isSandboxed ? '/var/task' : expect.stringContaining(serin.dataFolder) });
  // The function has a key, and it is another.
  expect(seen).toMatchObject({ ownKey: expect.not.stringMatching(accessKeyId) });
}
