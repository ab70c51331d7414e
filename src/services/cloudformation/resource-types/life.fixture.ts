/** For tests: the life of a resource, and what the lives of many have in common. */
import type { JsonObject } from '../../../template/json.ts';
import { packageOf } from '../../lambda/test-zip.fixture.ts';
import { call, type TypeStage } from '../type-stage.fixture.ts';

export interface Life {
  readonly typeName: string;
  /** What has to be there before. */
  readonly given?: (stage: TypeStage) => Promise<unknown>;
  readonly first: JsonObject;
  readonly second?: JsonObject;
  readonly id: string | RegExp;
  readonly attributes: JsonObject;
  /** What the service tells of it; rejects or is `undefined` once it is gone. */
  readonly look: (stage: TypeStage, id: string) => Promise<unknown>;
  readonly seen: readonly [first: object, second?: object];
}

export const arn = (service: string, resource: string, region = 'us-east-1'): string =>
  `arn:aws:${service}:${region}:123456789012:${resource}`;

export const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
export const document = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

export async function createFunction(stage: TypeStage): Promise<void> {
  const FunctionName = 'checkout';
  await stage.made('AWS::Lambda::Function', {
    FunctionName,
    Role: await stage.createRole('runner', 'lambda'),
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: 'exports.handler = async () => 1;' },
  });
  await stage.made('AWS::Lambda::Version', { FunctionName });
  await stage.made('AWS::Lambda::Alias', { FunctionName, Name: 'live', FunctionVersion: '1' });
}

export async function uploadLayer({ s3 }: TypeStage): Promise<void> {
  await s3.CreateBucket({ Bucket: 'code' }, call);
  await s3.PutObject({ Bucket: 'code', Key: 'lib.zip', Body: packageOf('export const one = 1;') }, call);
}

export const application = (stage: TypeStage) =>
  stage.made('AWS::CodeDeploy::Application', { ApplicationName: 'shop', ComputePlatform: 'Lambda' });

export const topicArn = arn('sns', 'told');
export const alarm = {
  Namespace: 'shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: '60',
  EvaluationPeriods: 1,
  Threshold: '0',
  ComparisonOperator: 'GreaterThanThreshold',
};

export function policyOf(Action: string) {
  const statement = { Effect: 'Allow', Principal: '*', Action, Resource: 'arn:aws:s3:::orders/*' };
  return { Version: '2012-10-17', Statement: [statement] };
}

export function topicPolicy(Sid: string) {
  const statement = { Sid, Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: topicArn };
  return { Version: '2012-10-17', Statement: [statement] };
}
