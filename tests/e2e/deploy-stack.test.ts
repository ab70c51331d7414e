/** A template deployed with its code by `serin deploy`, against the real program, whose clock runs fast. */
import { Lambda } from '@aws-sdk/client-lambda';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSerin, type SerinProgram } from '../serin-program.ts';

const program = fileURLToPath(new URL('../../bin/serin.js', import.meta.url));
const limit = { timeout: 600_000 };

let serin: SerinProgram;
let folder: string;
let lambda: Lambda;

beforeAll(async () => {
  serin = await startSerin(['--speed', '120']);
  folder = mkdtempSync(join(tmpdir(), 'serin-deploy-'));
  lambda = new Lambda({
    endpoint: serin.environment.AWS_ENDPOINT_URL,
    region: serin.environment.AWS_REGION,
    credentials: {
      accessKeyId: serin.environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: serin.environment.AWS_SECRET_ACCESS_KEY,
    },
  });
}, limit.timeout);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await serin?.[Symbol.asyncDispose]();
});

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs in the folder of the template. */
function command(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, TZ: 'UTC' } };
    execFile(process.execPath, [program, ...args, '--data', serin.dataFolder], options, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const deploy = (...args: readonly string[]): Promise<Ended> => command('deploy', '--interval', '0.1', ...args);

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const alarm = `
  ErrorsAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - { Name: Resource, Value: !Sub '\${Checkout}:live' }
        - { Name: FunctionName, Value: !Ref Checkout }
        - { Name: ExecutedVersion, Value: !GetAtt Checkout.Version.Version }
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
      TreatMissingData: notBreaching
`;

const template = (extra = ''): string => `Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: { Type: String, Default: hello }
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: checkout
      CodeUri: src
      Handler: index.handler
      Runtime: nodejs24.x
      AutoPublishAlias: live
      Environment: { Variables: { GREETING: !Ref Greeting } }
      DeploymentPreference: { Type: Canary10Percent5Minutes, Alarms: [!Ref ErrorsAlarm] }
${alarm}${extra}
Outputs:
  Name: { Value: !Ref Checkout }
  Api: { Value: 'https://abc123.execute-api.us-east-1.amazonaws.com/prod/' }
`;

const code = (body: string): void => write('src/index.mjs', `export const handler = async () => { ${body} };\n`);

async function answer(): Promise<string> {
  const { Payload } = await lambda.invoke({ FunctionName: 'checkout', Qualifier: 'live' });
  return Buffer.from(Payload ?? []).toString();
}

async function aliasIsSplit(): Promise<boolean> {
  const { RoutingConfig } = await lambda.getAlias({ FunctionName: 'checkout', Name: 'live' });
  return Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0;
}

describe('a template', () => {
  beforeAll(() => {
    write('template.yaml', template());
    write('samconfig.toml', '[default.deploy.parameters]\nstack_name = "shop"\nprofile = "mine"\n');
    code('return process.env.GREETING');
  });

  test('is deployed with its code, as samconfig.toml says', limit, async () => {
    const { status, stdout, stderr } = await deploy('--parameter', 'Greeting=welcome');
    expect(stderr).toBe('serin: samconfig.toml: profile is not supported, and has no effect\n');
    expect(stdout).toMatch(/Checkout CodeUri {2}src +\d+ B {2}stored\nshop: \d+ to add\n/);
    expect(stdout).toMatch(/\n\d\d:\d\d:\d\d {2}CREATE_COMPLETE +Checkout +AWS::Lambda::Function\n/);
    expect(stdout).toContain('shop is done: CREATE_COMPLETE\n');
    const port = new URL(serin.endpoint).port;
    expect(stdout).toMatch(new RegExp(`here {2}http://abc123\\.execute-api\\.localhost:${port}/prod/\n$`));
    expect(status).toBe(0);
    expect(await answer()).toBe('"welcome"');
  });

  test('that is as it was changes nothing', limit, async () => {
    const { status, stdout } = await deploy();
    expect(stdout).toMatch(/as before\nNo changes: shop is as the template says\n$/);
    expect(status).toBe(0);
    expect(await deploy('--fail-on-empty-changeset')).toMatchObject({ status: 1 });
    const { Versions } = await lambda.listVersionsByFunction({ FunctionName: 'checkout' });
    expect(Versions).toHaveLength(2);
  });

  test('can be looked at before it is deployed, and keeps the parameters of which nothing is said', limit, async () => {
    code('return `${process.env.GREETING}!`');
    const { status, stdout } = await deploy('--no-execute-changeset', '--json');
    expect(status).toBe(0);
    const looked: unknown = JSON.parse(stdout);
    expect(looked).toMatchObject({
      outcome: 'notExecuted',
      stackName: 'shop',
      changes: expect.arrayContaining([
        { action: 'Modify', logicalId: 'Checkout', type: 'AWS::Lambda::Function', replacement: 'False' },
      ]),
    });
    expect(await answer()).toBe('"welcome"');
  });

  test('shifts the alias step by step, and shows how', limit, async () => {
    const { status, stdout } = await deploy();
    expect(stdout).toMatch(/traffic 10 % on version 2, 90 % on version 1/);
    expect(stdout).toMatch(/Succeeded in 5 min .*: all traffic is on version 2\n/);
    expect(stdout).toContain('shop is done: UPDATE_COMPLETE\n');
    expect(status).toBe(0);
    expect(await answer()).toBe('"welcome!"');
  });

  test('with broken code is rolled back by its alarm, and the exit code says so', limit, async () => {
    code("throw new Error('broken')");
    const deploying = deploy();
    const race = { isOver: false };
    void deploying.finally(() => (race.isOver = true));
    while (!race.isOver) await answer();
    const { status, stdout } = await deploying;
    expect(stdout).toMatch(
      /CheckoutAliaslive \(AWS::Lambda::Alias\) failed first: its deployment d-\S+ did not succeed/,
    );
    const verdict = stdout.slice(stdout.indexOf('shop was rolled back: UPDATE_ROLLBACK_COMPLETE\n'));
    expect(verdict).toMatch(/Stopped after .*: an alarm went off\n.*Activated alarms: <shop-ErrorsAlarm-\w+>/);
    expect(verdict).toMatch(/took the traffic back in .*: all traffic is on version 2\n/);
    expect(status).toBe(1);
    expect(await answer()).toBe('"welcome!"');
  });

  test('tells of what it has that is recorded only', limit, async () => {
    code('return `${process.env.GREETING}!`');
    write('template.yaml', template('  Table:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16 }\n'));
    const { status, stdout } = await deploy();
    expect(stdout).toMatch(/Recorded only: Serin makes nothing of these\n {2}Table {2}AWS::EC2::VPC\n/);
    expect(status).toBe(0);
  });

  test('that cannot be made says what failed first, and can be deleted', limit, async () => {
    write(
      'broken.yaml',
      'Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src, Role: none, Handler: a.b, Runtime: nodejs24.x } } }',
    );
    const { status, stdout } = await deploy('broken.yaml', '--stack-name', 'broken');
    expect(stdout).toMatch(/broken was rolled back: ROLLBACK_COMPLETE\nF \(AWS::Lambda::Function\) failed first: /);
    expect(status).toBe(1);
    const again = await deploy('broken.yaml', '--stack-name', 'broken');
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('serin delete broken') });
    expect(await command('delete', 'broken')).toMatchObject({ status: 2 });
    expect(await command('delete', 'broken', '--yes')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/broken is deleted\n$/),
    });
    expect(await command('delete', 'broken', '--yes')).toMatchObject({
      status: 0,
      stdout: 'There is no stack broken\n',
    });
  });

  test('goes on being deployed when nobody watches any more', limit, async () => {
    code('return 3');
    const args = [program, 'deploy', '--interval', '0.1', '--data', serin.dataFolder];
    const child = spawn(process.execPath, args, { cwd: folder });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for await (const line of createInterface({ input: child.stdout }))
      if (line.includes('CodeDeploy deployment started')) break;
    child.kill('SIGINT');
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(130);
    expect(said).toMatch(/The stack shop goes on without being watched\.\nTo see how it goes: {2}serin exec --data /);
    expect(said).toMatch(/To give it up: .* cancel-update-stack --stack-name shop\n$/);
    while ((await answer()) !== '3' || (await aliasIsSplit()));
  });

  test('is told of in one JSON object, whatever becomes of it', limit, async () => {
    const topic = (name: string): string =>
      `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "${name}"}}}}`;
    write('topic.json', topic('one'));
    const told = async (...args: readonly string[]): Promise<unknown> => {
      const { status, stdout } = await deploy('topic.json', '--stack-name', 'topic', '--json', ...args);
      return { exitCode: status, ...(JSON.parse(stdout) as object) };
    };
    expect(await told()).toMatchObject({ exitCode: 0, outcome: 'succeeded', stackName: 'topic', deployments: [] });
    expect(await told()).toMatchObject({ exitCode: 0, outcome: 'unchanged', changes: [] });
    write('topic.json', topic('not a name'));
    expect(await told('--disable-rollback')).toMatchObject({
      exitCode: 1,
      outcome: 'failed',
      failure: { logicalId: 'Topic', type: 'AWS::SNS::Topic', reason: expect.stringContaining('Invalid') },
    });
    write('topic.json', topic('two'));
    expect(await told('--no-watch')).toMatchObject({ exitCode: 0, outcome: 'begun' });
  });

  test('whose code is missing is refused before anything is changed', limit, async () => {
    write('missing.yaml', template().replace('CodeUri: src', 'CodeUri: nowhere'));
    const { status, stdout, stderr } = await deploy('missing.yaml', '--stack-name', 'missing');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('serin: missing.yaml: Resources.Checkout: CodeUri: nowhere is not there');
    expect(await command('delete', 'missing', '--yes')).toMatchObject({ stdout: 'There is no stack missing\n' });
  });
});

test.each([
  [['deploy', '--stack-name', 'a', '--application', 'shop'], '--application shifts an alias'],
  [['deploy', 'template.yaml', '--target-version', '2'], 'template.yaml deploys a template'],
  [['deploy', '--stack-name', 'a', '--on-failure', 'NOTHING'], 'Allowed choices are ROLLBACK'],
  [['deploy', '--stack-name', 'a', '--confirm-changeset'], 'no terminal to ask on'],
  [['deploy', 'template.yaml', '--stack-name', 'a', '--config-env', 'prod'], 'no environment prod'],
])('%s is wrong usage', async (args, message) => {
  const { status, stderr } = await command(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test('without a platform a template is deployed to nowhere', async () => {
  const { status, stderr } = await new Promise<Ended>((resolve) => {
    const args = [program, 'deploy', '--stack-name', 'a', '--data', join(folder, 'nothing')];
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
  expect(status).toBe(3);
  expect(stderr).toContain('serin start --data');
});
