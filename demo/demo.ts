/**
 * `npm run demo`: a function in two versions behind one alias, 1,000 invocations, and a table of
 * which version answered; then the promotion. Everything goes through AWS's own SDK over HTTP.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { startPlatform } from '../src/index.ts';
import { zipOf } from './zip.ts';

const invocations = 1000;
const callers = 20;
const weight = 0.1;

const sourceOf = (greeting: string): string =>
  `exports.handler = async (event, context) => ({ greeting: '${greeting}', version: context.functionVersion });\n`;

const dataFolder = mkdtempSync(join(tmpdir(), 'serin-demo-'));
const step = (text: string): void => console.log(`\n\u001b[1m${text}\u001b[0m`);

async function main(): Promise<boolean> {
  step('Starting Serin in a folder of its own');
  await using platform = await startPlatform({ dataFolder, server: { port: 0 } });
  console.log(`  ${platform.endpoint} speaks AWS's APIs`);
  const config = { endpoint: platform.endpoint, region: platform.config.region, credentials: platform.credentials };
  const lambda = new LambdaClient(config);
  const iam = new IAMClient(config);

  step('Creating the function checkout and publishing version 1');
  await createFunction(lambda, iam);
  const first = await publish(lambda);

  step('Uploading changed code and publishing version 2');
  await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: 'checkout', ZipFile: zipOf('index.js', sourceOf('Good day')) }),
  );
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: 'checkout' });
  const second = await publish(lambda);

  step(`Creating the alias live: version ${first}, with ${weight * 100} % of the calls to version ${second}`);
  await lambda.send(
    new CreateAliasCommand({
      FunctionName: 'checkout',
      Name: 'live',
      FunctionVersion: first,
      RoutingConfig: { AdditionalVersionWeights: { [second]: weight } },
    }),
  );

  step(`Invoking checkout:live ${invocations} times, ${callers} callers at once`);
  const canary = await invokeMany(lambda);
  printTable(canary, { [first]: 1 - weight, [second]: weight });

  step(`Promoting version ${second}`);
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName: 'checkout',
      Name: 'live',
      FunctionVersion: second,
      RoutingConfig: { AdditionalVersionWeights: {} },
    }),
  );
  const promoted = await invokeMany(lambda);
  printTable(promoted, { [second]: 1 });

  lambda.destroy();
  iam.destroy();
  // Both far beyond what chance does: 1,000 draws at 10 % stray by 10 at one standard deviation.
  const share = (canary.get(second) ?? 0) / invocations;
  return Math.abs(share - weight) < 0.05 && promoted.get(second) === invocations;
}

async function createFunction(lambda: LambdaClient, iam: IAMClient): Promise<void> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const { Role: role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'checkout', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'checkout',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: role?.Arn,
      Code: { ZipFile: zipOf('index.js', sourceOf('Hello')) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: 'checkout' });
}

async function publish(lambda: LambdaClient): Promise<string> {
  const { Version: version = '' } = await lambda.send(new PublishVersionCommand({ FunctionName: 'checkout' }));
  console.log(`  published version ${version}`);
  return version;
}

/** How many of the invocations each version answered, as the answers' X-Amz-Executed-Version tells. */
async function invokeMany(lambda: LambdaClient): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let left = invocations;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const {
        ExecutedVersion: executed = '?',
        Payload: payload,
        FunctionError: failed,
      } = await lambda.send(new InvokeCommand({ FunctionName: 'checkout:live' }));
      const { version } = JSON.parse(Buffer.from(payload ?? []).toString()) as { version?: string };
      if (failed !== undefined || version !== executed)
        throw new Error(
          `version ${executed} answered for version ${version}: ${Buffer.from(payload ?? []).toString()}`,
        );
      counts.set(executed, (counts.get(executed) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return counts;
}

function printTable(counts: ReadonlyMap<string, number>, expected: Readonly<Record<string, number>>): void {
  console.log('  version   invocations   share    configured');
  for (const [version, wanted] of Object.entries(expected)) {
    const count = counts.get(version) ?? 0;
    const share = `${((count / invocations) * 100).toFixed(1)} %`;
    const bar = '█'.repeat(Math.round((count / invocations) * 40));
    console.log(
      `  ${version.padEnd(9)} ${String(count).padStart(11)}   ${share.padStart(7)}  ${`${(wanted * 100).toFixed(1)} %`.padStart(10)}  ${bar}`,
    );
  }
}

try {
  const isGood = await main();
  step(
    isGood
      ? 'Done: each answer named the version that ran, and the shares are as configured.'
      : 'The shares are not as configured.',
  );
  process.exitCode = isGood ? 0 : 1;
} finally {
  rmSync(dataFolder, { recursive: true, force: true });
}
