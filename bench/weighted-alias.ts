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
import type { Credentials } from './signed-request.ts';
import { zipOf } from './zip.ts';

export interface BenchFunction {
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly name: string;
  readonly file: 'index.js' | 'index.mjs';
  readonly code: string;
  readonly versions: number;
  /** @default 256 for all of them */
  readonly memoryMiB?: (version: number) => number;
}

export const constantCode = "exports.handler = async () => ({ greeting: 'hello' });\n";

/** A function in that many versions, the first two of them behind the alias `live`; and where to invoke it. */
export async function prepareFunction(options: BenchFunction): Promise<string> {
  const { endpoint, credentials, name: FunctionName, file, code, versions, memoryMiB = () => 256 } = options;
  const config = { endpoint, region: 'us-east-1', credentials };
  const lambda = new LambdaClient(config);
  const Role = await createRole(config, FunctionName);
  const Code = { ZipFile: zipOf(file, code) };
  const Handler = 'index.handler';
  await lambda.send(
    new CreateFunctionCommand({ FunctionName, Runtime: 'nodejs24.x', Handler, Role, MemorySize: memoryMiB(1), Code }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  for (let version = 2; version <= versions; version += 1) {
    const change = { Description: `version ${version}`, MemorySize: memoryMiB(version) };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...change }));
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
    await lambda.send(new PublishVersionCommand({ FunctionName }));
  }
  const RoutingConfig = { AdditionalVersionWeights: { '2': 0.1 } };
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1', RoutingConfig }));
  lambda.destroy();
  return `/2015-03-31/functions/${FunctionName}/invocations`;
}

async function createRole(config: ConstructorParameters<typeof IAMClient>[0] & object, RoleName: string) {
  const iam = new IAMClient(config);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  iam.destroy();
  return Role?.Arn;
}
