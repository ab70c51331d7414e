import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { zipOf } from './zip.ts';

/** A function that answers a constant, in two versions behind the alias `live`; and where to invoke it. */
export async function prepareAlias(
  endpoint: string,
  credentials: { accessKeyId: string; secretAccessKey: string },
): Promise<{ path: string; query: string }> {
  const config = { endpoint, region: 'us-east-1', credentials };
  const lambda = new LambdaClient(config);
  const iam = new IAMClient(config);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const { Role: role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'bench', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const ZipFile = zipOf('index.js', "exports.handler = async () => ({ greeting: 'hello' });\n");
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'bench',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: role?.Arn,
      MemorySize: 256,
      Code: { ZipFile },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: 'bench' });
  await lambda.send(new PublishVersionCommand({ FunctionName: 'bench' }));
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'bench', Description: 'the second' }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: 'bench' });
  await lambda.send(new PublishVersionCommand({ FunctionName: 'bench' }));
  await lambda.send(
    new CreateAliasCommand({
      FunctionName: 'bench',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    }),
  );
  lambda.destroy();
  iam.destroy();
  return { path: '/2015-03-31/functions/bench/invocations', query: 'Qualifier=live' };
}
