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

/** Texts that are JSON, as the recorder wrote them down: read. */
function readTexts(value: unknown): unknown {
  if (typeof value === 'string') return /^\s*\{/.test(value) ? (JSON.parse(value) as unknown) : value;
  if (Array.isArray(value)) return value.map(readTexts);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, readTexts(item)]));
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
  test_cfn_deploy_apigateway_integration: async (replay) => {
    const headers = ['Headers', 'Methods', 'Origin'].map(
      (name) => `method.response.header.Access-Control-Allow-${name}`,
    );
    const values = [
      "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent,X-Amzn-Trace-Id'",
      "'OPTIONS,GET,POST'",
      "'*'",
    ];
    const mapped = Object.fromEntries(headers.map((name, index) => [name, values[index]]));
    replay.writes('recorded-stack', 'stack-name');
    await replay.deploy({
      Resources: {
        AnApi: api({ Name: 'AnApi' }),
        Proxy: part('Method', {
          RestApiId: ref('AnApi'),
          ResourceId: getAtt('AnApi', 'RootResourceId'),
          HttpMethod: 'GET',
          AuthorizationType: 'NONE',
          Integration: {
            Type: 'HTTP_PROXY',
            IntegrationHttpMethod: 'GET',
            Uri: 'http://www.example.com',
            IntegrationResponses: [{ StatusCode: 200, ResponseParameters: mapped }],
          },
          MethodResponses: [
            { StatusCode: 200, ResponseParameters: Object.fromEntries(headers.map((name) => [name, true])) },
          ],
        }),
      },
    });
    const restApiId = await apiIdOf(replay);
    const told = await clientOf(replay).getRestApi({ restApiId });
    replay.value('rest_api', recordSuccess(told));
    const target = { restApiId, resourceId: told.rootResourceId, httpMethod: 'GET' };
    replay.value('method', recordSuccess(await clientOf(replay).getMethod(target)));
  },
  test_cfn_deploy_apigateway_models: async (replay) => {
    const schema = {
      $schema: 'http://json-schema.org/draft-04/schema#',
      title: 'SchemaOne',
      type: 'object',
      properties: { integer_field: { type: 'number' }, string_field: { type: 'string' } },
      required: ['string_field', 'integer_field'],
    };
    await replay.deploy({
      Resources: {
        AnApi: api({ Name: 'an-api' }),
        Validated: part('Resource', {
          RestApiId: ref('AnApi'),
          ParentId: getAtt('AnApi', 'RootResourceId'),
          PathPart: 'validated',
        }),
        Model: part('Model', {
          RestApiId: ref('AnApi'),
          Name: 'SchemaOne',
          ContentType: 'application/json',
          Schema: schema,
        }),
        Validator: part('RequestValidator', {
          RestApiId: ref('AnApi'),
          Name: 'a-validator',
          ValidateRequestBody: true,
        }),
        Any: part('Method', {
          RestApiId: ref('AnApi'),
          ResourceId: ref('Validated'),
          HttpMethod: 'ANY',
          AuthorizationType: 'NONE',
          RequestModels: { 'application/json': ref('Model') },
          RequestValidatorId: ref('Validator'),
          Integration: {
            Type: 'MOCK',
            PassthroughBehavior: 'NEVER',
            RequestTemplates: { 'application/json': '{"statusCode": 200}' },
            IntegrationResponses: [{ StatusCode: '200' }],
          },
          MethodResponses: [{ StatusCode: '200' }],
        }),
      },
    });
    const client = clientOf(replay);
    const restApiId = await apiIdOf(replay);
    const resources = await client.getResources({ restApiId });
    replay.value('get-resources', recordSuccess(resources));
    const models = await client.getModels({ restApiId });
    replay.value('get-models', readTexts(recordSuccess(models)));
    replay.value('get-request-validators', recordSuccess(await client.getRequestValidators({ restApiId })));
    const resourceId = resources.items?.find(({ path }) => path === '/validated')?.id;
    const method = await client.getMethod({ restApiId, resourceId, httpMethod: 'ANY' });
    replay.value('get-method-any', readTexts(recordSuccess(method)));
  },
  test_rest_api_serverless_ref_resolving: async (replay) => {
    await replay.deploy({
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        Api: {
          Type: 'AWS::Serverless::Api',
          Properties: {
            StageName: 'dev',
            Cors: {
              AllowCredentials: true,
              AllowHeaders: "'Content-Type,Authorization,x-test-header'",
              AllowMethods: "'OPTIONS,POST,GET,PUT'",
              AllowOrigin: "'http://localhost:8000'",
            },
            Auth: { Authorizers: { Gate: { FunctionArn: getAtt('Handler', 'Arn') } } },
          },
        },
        Handler: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            InlineCode: 'exports.handler = async () => ({});',
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            Events: {
              Get: {
                Type: 'Api',
                Properties: { RestApiId: ref('Api'), Path: '/', Method: 'get' },
              },
            },
          },
        },
      },
    });
    const client = clientOf(replay);
    const restApiId = await apiIdOf(replay);
    const resources = await client.getResources({ restApiId });
    replay.value('get-resources', recordSuccess(resources));
    replay.value('get-authorizers', recordSuccess(await client.getAuthorizers({ restApiId })));
    for (const httpMethod of ['GET', 'OPTIONS']) {
      const method = await client.getMethod({ restApiId, resourceId: resources.items?.[0]?.id, httpMethod });
      replay.value(`get-method-${httpMethod}`, readTexts(recordSuccess(method)));
    }
  },
  test_update_usage_plan: async (replay) => {
    writeNames(replay);
    const template = (limit: number, value: string) =>
      staged({
        Stage: stageOf({ StageName: 'a-stage' }),
        UsagePlan: part('UsagePlan', {
          UsagePlanName: 'a-plan',
          Quota: { Limit: limit, Period: 'MONTH' },
          ApiStages: [{ ApiId: ref('RestApi'), Stage: ref('Stage') }],
          Tags: [
            { Key: 'test', Value: value },
            { Key: 'test2', Value: 'hardcoded' },
          ],
        }),
      });
    const told = async () => {
      const { items: [plan] = [] } = await clientOf(replay).getUsagePlans({});
      return recordSuccess(await clientOf(replay).getUsagePlan({ usagePlanId: plan?.id }));
    };
    await replay.deploy(template(5000, 'value1'));
    replay.value('usage-plan', await told());
    await replay.update(template(7000, 'value-updated'));
    replay.value('updated-usage-plan', await told());
  },
  'TestServerlessApigwLambda::test_serverless_like_deployment_stage_survives_update': async (replay) => {
    const template = (name: string): Template => ({
      Resources: {
        RestApi: api({ Name: 'an-api' }),
        Method: mockMethod('RestApi'),
        [name]: part('Deployment', { RestApiId: ref('RestApi'), StageName: 'local' }, { DependsOn: 'Method' }),
      },
    });
    await replay.deploy(template('DeploymentOne'));
    const restApiId = await apiIdOf(replay);
    const stages = async () => recordSuccess(await clientOf(replay).getStages({ restApiId }));
    replay.value('stages-after-create', await stages());
    await replay.update(template('DeploymentTwo'));
    replay.value('stages-after-update', await stages());
    const deployments = await clientOf(replay).getDeployments({ restApiId });
    replay.value('deployments-after-update', recordSuccess(deployments));
  },
});
