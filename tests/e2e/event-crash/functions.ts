/** The functions of the events: one that works on them, and the destination of those that it fails at. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { type Lambda, type LambdaClientConfig, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { packageOf } from '../../../src/services/lambda/test-zip.fixture.ts';

const tell = `import { Agent, request } from 'node:http';
const agent = new Agent({ keepAlive: true });
const tell = (entry) => new Promise((resolve, reject) => {
  const call = request(process.env.LEDGER, { method: 'POST', agent }, (answer) => answer.resume().on('end', resolve));
  call.on('error', reject).end(JSON.stringify(entry));
});
`;

/** Tells of each attempt before it ends, so that none is forgotten. */
const working = `${tell}export const handler = async ({ isFailing }, { awsRequestId: requestId }) => {
  await tell({ kind: 'run', requestId, isFailing });
  if (isFailing) throw new Error('by design');
};`;

const telling = `${tell}export const handler = async ({ requestContext: { requestId, condition, approximateInvokeCount } }) => {
  await tell({ kind: 'failure', requestId, condition, attempts: approximateInvokeCount });
};`;

export const worker = { FunctionName: 'worker', Qualifier: 'live' } as const;

/** How many times a failing event is tried. */
export const attemptsByDesign = 2;

/** Few environments, so that many events are throttled and come again: they may not be lost either. */
const workersMax = 4;

export async function prepareFunctions(
  lambda: Lambda,
  config: Pick<LambdaClientConfig, 'endpoint' | 'region' | 'credentials'>,
  { ledger, deadLetters }: { readonly ledger: string; readonly deadLetters: string },
): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const role = new CreateRoleCommand({ RoleName: 'runner', AssumeRolePolicyDocument: document });
  const { Role } = await new IAMClient(config).send(role);
  const create = async (FunctionName: string, source: string, more: object = {}): Promise<string> => {
    const { FunctionArn = '' } = await lambda.createFunction({
      FunctionName,
      Role: Role?.Arn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 60,
      Environment: { Variables: { LEDGER: ledger } },
      Code: { ZipFile: packageOf(source) },
      ...more,
    });
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 120, minDelay: 1 }, { FunctionName });
    return FunctionArn;
  };
  const Destination = await create('failed', telling);
  await lambda.putFunctionConcurrency({ FunctionName: 'failed', ReservedConcurrentExecutions: 1 });
  await create(worker.FunctionName, working, { DeadLetterConfig: { TargetArn: deadLetters } });
  await lambda.putFunctionConcurrency({
    FunctionName: worker.FunctionName,
    ReservedConcurrentExecutions: workersMax,
  });
  await lambda.publishVersion({ FunctionName: worker.FunctionName });
  await lambda.createAlias({ FunctionName: worker.FunctionName, Name: worker.Qualifier, FunctionVersion: '1' });
  await lambda.putFunctionEventInvokeConfig({
    ...worker,
    MaximumRetryAttempts: attemptsByDesign - 1,
    DestinationConfig: { OnFailure: { Destination } },
  });
}
