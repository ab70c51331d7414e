/** A platform with a function `checkout`, and all that a test needs to put an API before it. */
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform } from '../../src/testing/index.ts';
import { type ApiRequest, callApi } from './api-caller.ts';

/** Its answer is its event. */
const echo = 'export const handler = async (event) => event;';

export async function openApiStage(source = echo) {
  const platform = await startTestPlatform();
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  const lambda = new Lambda(config);
  const apis = new ApiGatewayV2(config);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await new IAMClient(config).send(
    new CreateRoleCommand({
      RoleName: 'runner',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  const createFunction = async (FunctionName: string, code: string): Promise<string> => {
    const { FunctionArn = '' } = await lambda.createFunction({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: Role?.Arn ?? '',
      Code: { ZipFile: packageOf(code) },
    });
    await platform.advance(10_000);
    return FunctionArn;
  };
  const functionArn = await createFunction('checkout', source);
  const permit = async (FunctionName: string, apiId: string, Qualifier?: string): Promise<void> => {
    await lambda.addPermission({
      FunctionName,
      ...(Qualifier !== undefined && { Qualifier }),
      StatementId: `api-${apiId}`,
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/*`,
    });
  };
  return {
    platform,
    lambda,
    apis,
    functionArn,
    createFunction,
    /** An API with one route before the function, which it may call, and a stage that deploys by itself. */
    async createApi(RouteKey: string, integration = {}, route = {}): Promise<string> {
      const { ApiId = '' } = await apis.createApi({ Name: 'shop', ProtocolType: 'HTTP' });
      const { IntegrationId } = await apis.createIntegration({
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: functionArn,
        PayloadFormatVersion: '2.0',
        ...integration,
      });
      await apis.createRoute({ ApiId, RouteKey, Target: `integrations/${IntegrationId}`, ...route });
      await apis.createStage({ ApiId, StageName: '$default', AutoDeploy: true });
      await permit('checkout', ApiId);
      return ApiId;
    },
    permit,
    call: (apiId: string, path: string, request?: ApiRequest) =>
      callApi(platform.endpoint, { host: `${apiId}.execute-api.us-east-1.amazonaws.com`, path }, request),
    callByPath: (apiId: string, path: string, request?: ApiRequest) =>
      callApi(platform.endpoint, { path: `/_serin/execute-api/${apiId}${path}` }, request),
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}
