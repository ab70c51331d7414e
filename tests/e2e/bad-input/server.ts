/** The one program that all of the bad input is sent to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { packageOf } from '../../../src/services/lambda/test-zip.fixture.ts';
import { readEnvironment, startKillableSerin, type KillableSerin } from '../killable-serin.ts';
import {
  closeConnections,
  readRefusal,
  send,
  sign,
  type Answer,
  type Keys,
  type Outgoing,
  type Refusal,
  type Signing,
  type Unsigned,
} from './signed-request.ts';

export interface TargetServer extends AsyncDisposable {
  readonly program: KillableSerin;
  readonly dataFolder: string;
  readonly signing: Signing & { readonly keys: Keys };
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly roleArn: string;
  /** Memory after a little ordinary work. */
  readonly memoryBytesAtRest: number;
  /** Signs and sends. */
  call(unsigned: Unsigned): Promise<Answer>;
  send(outgoing: Outgoing): Promise<Answer>;
  /** Signs, sends and reads the error. */
  refusal(unsigned: Unsigned): Promise<Refusal>;
}

/** A function that answers with its event, and a bucket, both of this name. */
export const resident = 'resident';

export async function startTarget(): Promise<TargetServer> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'serin-bad-input-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const dataFolder = join(folder, 'data');
  const program = stack.use(await startKillableSerin(dataFolder));
  const environment = await readEnvironment(dataFolder);
  const { endpoint } = program;
  const keys = { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY };
  const signing = { endpoint, region: environment.AWS_REGION, keys };
  const options = { endpoint, region: environment.AWS_REGION, credentials: keys, maxAttempts: 1 };
  const lambda = new LambdaClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const iam = new IAMClient(options);
  stack.defer(() => {
    for (const client of [lambda, s3, iam]) client.destroy();
    closeConnections();
  });
  const roleArn = await populate(lambda, s3, iam);
  const call = (unsigned: Unsigned): Promise<Answer> => send(sign(unsigned, signing), endpoint);
  const started = stack.move();
  return {
    program,
    dataFolder,
    signing,
    lambda,
    s3,
    iam,
    roleArn,
    memoryBytesAtRest: program.memoryBytes(),
    call,
    send: (outgoing) => send(outgoing, endpoint),
    refusal: async (unsigned) => readRefusal(await call(unsigned)),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function populate(lambda: LambdaClient, s3: S3Client, iam: IAMClient): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: resident,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: resident }));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: resident,
      Role: Role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: packageOf('export const handler = async (event) => event;') },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: resident });
  return Role?.Arn ?? '';
}
