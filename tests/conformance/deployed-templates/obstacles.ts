/**
 * What keeps a template from its stack as its author left it: what AWS says to it, and how someone who
 * deploys it would go on. These are leftovers (a blank to fill in), parts without the resources that stand
 * elsewhere in the author's service, and figures of a test that never went to AWS.
 */
import type { JsonObject, JsonValue } from '../../../src/template/json.ts';
import { isObject, mapTree } from './template-tree.ts';

export interface Obstacle {
  /** A part of what is said to it. */
  readonly says: string;
  readonly mend: (template: JsonObject) => JsonObject;
}

const longRoleName: Obstacle = {
  says: "-dev-us-east-1-lambdaRole' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64",
  mend: (template) => mapTree(template, (value, key) => (key === 'RoleName' ? 'canary-lambdaRole' : value)),
};

/** What AWS refuses, in the order in which it comes up. */
export const refusals: Readonly<Record<string, readonly Obstacle[]>> = {
  'templates/27-serverless-patterns-lambda-streaming-ttfb-write-sam-with-bedrock-streaming-templ': [
    {
      says: "change set: [/Resources/StreamingFunction/Type/Environment/Variables/BEDROCK_AWS_ACCESS_KEY_ID] 'null' values are not allowed in templates",
      mend: (template) => mapTree(template, (value) => value ?? 'filled-in'),
    },
  ],
  'templates/37-aws-sam-cli-tests-integration-testdata-package-aws-serverless-function-codedeplo': [
    {
      says: 'Structure of the SAM template is invalid. Every Condition member must be a string.',
      mend: (template) => ({
        ...mapTree(template, (value, key) => (key === 'Condition' ? 'IsThere' : value)),
        Conditions: { IsThere: { 'Fn::Equals': ['yes', 'yes'] } },
      }),
    },
    {
      says: "Resource with id [Function] is invalid. 'DeploymentPreference' requires AutoPublishAlias property to be specified.",
      mend: (template) =>
        mapTree(template, (value, key) =>
          key === 'Properties' && isObject(value) ? { ...value, AutoPublishAlias: 'live' } : value,
        ),
    },
    {
      says: 'change set: Template format error: Unresolved resource dependencies [preTrafficHook] in the Resources block of the template',
      mend: (template) => withResource(template, 'preTrafficHook', hook),
    },
  ],
  'serverless-canary/3.output.with-existing-codedeploy-role.json': [
    {
      says: 'Cannot assume role provided.',
      mend: replace('someExistingCodeDeployRole', 'arn:aws:iam::123456789012:role/someExistingCodeDeployRole'),
    },
  ],
  'serverless-canary/5.output.with-trigger.json': mistakenTrigger(),
  'serverless-canary/7.output.cloudwatch-logs-trigger.json': [
    {
      says: 'ValidationError: Template format error: Unresolved resource dependencies [HelloFooAlarm] in the Resources block of the template',
      mend: (template) => withResource(template, 'HelloFooAlarm', alarm),
    },
  ],
  'serverless-canary/8.output.sns-subscriptions-trigger.json': [
    {
      says: 'ValidationError: Invalid template property or properties [helloEventStream]',
      mend: ({ helloEventStream, ...template }) => withResource(template, 'helloEventStream', helloEventStream ?? {}),
    },
    {
      says: 'ValidationError: Template format error: Unresolved resource dependencies [BelloFooAlarm] in the Resources block of the template',
      mend: (template) => withResource(template, 'BelloFooAlarm', alarm),
    },
  ],
  'serverless-canary/9.output.iot-topic-rule.json': mistakenTrigger(),
  'serverless-canary/12.output-with-permissions-boundary.json': [
    {
      says: 'Invalid ARN:  Could not be parsed!',
      mend: replace('someExistingCodeDeployRolePermissionsBoundary', 'arn:aws:iam::aws:policy/AdministratorAccess'),
    },
  ],
  'serverless-canary/13.output.multiple-function-hooks.json': [
    {
      says: 'ValidationError: Unresolved resource dependencies [ApiGatewayRestApi] in the Outputs block of the template',
      mend: (template) =>
        withResource(template, 'ApiGatewayRestApi', {
          Type: 'AWS::ApiGateway::RestApi',
          Properties: { Name: 'dev-canary-deployments-test' },
        }),
    },
  ],
  'serverless-canary/15.output.with-long-name.json': [
    longRoleName,
    {
      says: "at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64",
      mend: (template) =>
        mapTree(template, (value, key) =>
          key === 'FunctionName' && typeof value === 'string'
            ? value.replace('-really-stupid-long-stack-name-which-will-test-character-limit', '')
            : value,
        ),
    },
  ],
  'serverless-canary/16.output.appsync.json': [
    {
      says: 'ValidationError: Template format error: Unresolved resource dependencies [TestApi] in the Resources block of the template',
      mend: (template) =>
        withResource(template, 'TestApi', {
          Type: 'AWS::AppSync::GraphQLApi',
          Properties: { Name: 'test', AuthenticationType: 'API_KEY' },
        }),
    },
    longRoleName,
  ],
};

/** Where a template of the author's own takes the place of what Serin does not have. */
export const applications = 's3://applications/';

/** How the rest of a template can be deployed though Serin has a gap. */
export const standIns: Readonly<Record<string, Obstacle['mend']>> = {
  'templates/36-realworld-serverless-application-static-website-sam-app-template-yaml': (template) =>
    mapTree(template, (value, key) => (key === 'Location' ? `${applications}deploy-to-s3.json` : value)),
};

const alarm = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Threshold: 1,
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  },
};

const hook = {
  Type: 'AWS::Serverless::Function',
  Properties: {
    FunctionName: 'CodeDeployHook_preTrafficHook',
    Handler: 'hook.lambda_handler',
    Runtime: 'python3.13',
    CodeUri: 's3://bucket/key',
  },
};

/** The property has another name, and what it names is no topic. */
function mistakenTrigger(): readonly Obstacle[] {
  return [
    {
      says: 'Encountered unsupported properties in {/TriggerConfigurations/0/}: [TargetTriggerArn]',
      mend: (template) =>
        mapTree(template, (value) => {
          if (!isObject(value) || !('TargetTriggerArn' in value)) return value;
          const { TargetTriggerArn: topic = '', ...trigger } = value;
          return { ...trigger, TriggerTargetArn: topic };
        }),
    },
    {
      says: 'arn:aws:sns:region:account-id:topicname',
      mend: (template) => {
        const named = mapTree(template, (value, key) => (key === 'TriggerTargetArn' ? { Ref: 'Notices' } : value));
        return withResource(named, 'Notices', { Type: 'AWS::SNS::Topic' });
      },
    },
  ];
}

function replace(text: string, by: string): Obstacle['mend'] {
  return (template) => mapTree(template, (value) => (value === text ? by : value));
}

const withResource = (template: JsonObject, id: string, resource: JsonValue): JsonObject => {
  const { Resources: resources } = template;
  return { ...template, Resources: { ...(isObject(resources) && resources), [id]: resource } };
};
