/** What cases of templates' language have in common: parameters, as resources and in SSM, and calls. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { StackReplay, Template } from './case.ts';

export const StackName = 'recorded-stack';
export const parameter = (Value: unknown, rest: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value, ...rest },
});
const ssmOf = (replay: StackReplay) => new SSMClient(replay.platform.clientConfig);
export const getParameter = (replay: StackReplay, Name: string) =>
  ssmOf(replay).send(new GetParameterCommand({ Name }));
export const putParameter = (replay: StackReplay, Name: string, Value: string) =>
  ssmOf(replay).send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));

export async function putObject(replay: StackReplay, Key: string, Body: string): Promise<void> {
  const s3 = new S3Client(replay.platform.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: 'recorded-bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'recorded-bucket', Key, Body }));
}

export function createChangeSet(
  replay: StackReplay,
  template: Template,
  parameters: Readonly<Record<string, string>> = {},
) {
  return replay.cloudformation.createChangeSet({
    StackName,
    ChangeSetName: 'initial',
    ChangeSetType: 'CREATE',
    TemplateBody: JSON.stringify(template),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  });
}

export const refusedAs =
  (item: string, template: Template, parameters: Readonly<Record<string, string>> = {}) =>
  (replay: StackReplay) =>
    replay.refusal(item, createChangeSet(replay, template, parameters));

export const outputsOf = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));
