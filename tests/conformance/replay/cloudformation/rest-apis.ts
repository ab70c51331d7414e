/** REST APIs that a stack made, as API Gateway tells of them. */
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { recordSuccess } from '../record.ts';
import { casesOf, type StackReplay, type Template } from './case.ts';
import { getAtt, ref } from './topics.ts';

const clientOf = ({ platform }: StackReplay): APIGateway =>
  new APIGateway({ ...platform.clientConfig, maxAttempts: 1 });

const api = (Properties: Template) => ({ Type: 'AWS::ApiGateway::RestApi', Properties });
const part = (type: string, Properties: Template, more: Template = {}) => ({
  Type: `AWS::ApiGateway::${type}`,
  Properties,
  ...more,
});

const mockMethod = (name: string) =>
  part('Method', {
    RestApiId: ref(name),
    ResourceId: getAtt(name, 'RootResourceId'),
    HttpMethod: 'GET',
    AuthorizationType: 'NONE',
    Integration: { Type: 'MOCK' },
  });

/** An API with one method that is deployed to a stage. */
const staged = (stage: Template, more: Template = {}): Template => ({
  Resources: {
    RestApi: api({ Name: 'an-api' }),
    Method: mockMethod('RestApi'),
    Deployment: part(
      'Deployment',
      { RestApiId: ref('RestApi'), Description: 'basic deployment' },
      { DependsOn: 'Method' },
    ),
    ...more,
    ...stage,
  },
  Outputs: { RestApiId: { Value: ref('RestApi') } },
});

const stageOf = (Properties: Template) =>
  part('Stage', { RestApiId: ref('RestApi'), DeploymentId: ref('Deployment'), ...Properties });

/** The recorder wrote the stack's name so. */
const writeNames = (replay: StackReplay): void => replay.writes('recorded-stack', '<aws:cloudformation:stack-name:1>');

async function apiIdOf(replay: StackReplay): Promise<string> {
  const { items = [] } = await clientOf(replay).getRestApis({});
  return items[0]?.id ?? '';
}

/** The policy as the recorder wrote it down: read. */
function withPolicy<Output extends { policy?: string | undefined }>(output: Output) {
  const policy: unknown = JSON.parse((output.policy ?? '{}').replaceAll('\\"', '"'));
  return { ...output, policy };
}

const format =
  '$context.extendedRequestId $context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId';

export const restApiCases = casesOf('resources/test_apigateway', {
  test_api_gateway_with_policy_as_dict: async (replay) => {
    const Statement = [{ Sid: 'AllowInvokeAPI', Action: '*', Effect: 'Allow', Principal: { AWS: '*' }, Resource: '*' }];
    const Policy = { Version: '2012-10-17', Statement };
    await replay.deploy({ Resources: { MyApi: api({ Name: 'an-api', Policy }) } });
    replay.writes('recorded-stack', 'stack-name');
    const output = await clientOf(replay).getRestApi({ restApiId: await apiIdOf(replay) });
    replay.value('rest-api', recordSuccess(withPolicy(output)));
  },
  test_cfn_apigateway_rest_api: async (replay) => {
    writeNames(replay);
    replay.writes('DemoRestApi', '<aws:cloudformation:logical-id:1>');
    await replay.deploy({
      Resources: { DemoRestApi: api({ Name: 'DemoApi_dev', BinaryMediaTypes: ['image~1jpg', 'image~1png'] }) },
    });
    const { items = [] } = await clientOf(replay).getRestApis({});
    replay.value('rest-api', items[0]);
  },
  test_cfn_apigateway_swagger_import: async (replay) => {
    writeNames(replay);
    await replay.deploy({
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        Api: {
          Type: 'AWS::Serverless::Api',
          Properties: {
            StageName: 'dev',
            Name: 'an-api',
            DefinitionBody: {
              swagger: 2.0,
              info: { version: '1.0', title: 'Public API' },
              basePath: '/base',
              'x-amazon-apigateway-binary-media-types': ['*/*'],
              paths: {
                '/test': {
                  post: {
                    responses: {},
                    'x-amazon-apigateway-integration': {
                      uri: 'http://example.com',
                      httpMethod: 'POST',
                      type: 'http_proxy',
                    },
                  },
                },
              },
            },
          },
        },
      },
    });
    const { items = [] } = await clientOf(replay).getRestApis({});
    replay.value('imported-api', items[0]);
  },
  test_apigateway_deployment_canary_settings: async (replay) => {
    writeNames(replay);
    const canary = part(
      'Deployment',
      { RestApiId: ref('RestApi'), Description: 'canary description' },
      { DependsOn: 'Deployment' },
    );
    await replay.deploy(
      staged(
        {
          Stage: stageOf({
            StageName: 'prod',
            Variables: { lambdaAlias: 'Prod' },
            CanarySetting: {
              DeploymentId: ref('Canary'),
              PercentTraffic: 50,
              StageVariableOverrides: { lambdaAlias: 'Dev' },
            },
          }),
        },
        { Canary: canary },
      ),
    );
    const restApiId = await apiIdOf(replay);
    replay.value('get-stages', recordSuccess(await clientOf(replay).getStages({ restApiId })));
    replay.value('get-deployments', recordSuccess(await clientOf(replay).getDeployments({ restApiId })));
  },
  test_update_apigateway_stage: async (replay) => {
    writeNames(replay);
    const template = (Variables?: Template) =>
      staged({ Stage: stageOf({ StageName: 'dev', ...(Variables && { Variables }) }) });
    await replay.deploy(template());
    const restApiId = await apiIdOf(replay);
    const told = async () => recordSuccess(await clientOf(replay).getStage({ restApiId, stageName: 'dev' }));
    replay.value('created-stage', await told());
    replay.value('updated-stage', await told());
  },
  test_apigateway_stage_with_access_log_settings: async (replay) => {
    writeNames(replay);
    await replay.deploy(
      staged({
        LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: {} },
        TestStage: stageOf({
          StageName: 'test',
          Description: 'test stage description',
          AccessLogSetting: { DestinationArn: getAtt('LogGroup', 'Arn'), Format: format },
        }),
      }),
    );
    replay.value('get-stages', recordSuccess(await clientOf(replay).getStages({ restApiId: await apiIdOf(replay) })));
  },
});
