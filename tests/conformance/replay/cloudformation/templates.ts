/** Templates as they are read, summed up and refused. */
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { S3Client, CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { ref, topic } from './topics.ts';

const StackName = 'recorded-stack';
const parameter = (Value: unknown): Template => ({
  Resources: { MyParameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value } } },
});

const urls = {
  s3_url: 's3://recorded-bucket/test/template.yml',
  http_path: 'https://s3.amazonaws.com/recorded-bucket/test/template.yml',
  http_host: 'https://recorded-bucket.s3.amazonaws.com/test/template.yml',
  http_invalid: 'https://example.com/dummy.yml',
} as const;

async function createFromUrl(replay: StackReplay, TemplateURL: string): Promise<void> {
  const s3 = new S3Client(replay.platform.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: 'recorded-bucket' }));
  const Body = JSON.stringify({
    Parameters: { TopicName: { Type: 'String' } },
    Resources: { topic123: topic(undefined, ref('TopicName')) },
  });
  await s3.send(new PutObjectCommand({ Bucket: 'recorded-bucket', Key: 'test/template.yml', Body }));
  const call = replay.cloudformation.createStack({
    StackName,
    TemplateURL,
    Parameters: [{ ParameterKey: 'TopicName', ParameterValue: 'recorded-topic' }],
  });
  if (replay.recordedItem('create-error') !== undefined) return replay.refusal('create-error', call);
  await call;
  await replay.settle(StackName);
  const { Topics = [] } = await new SNSClient(replay.platform.clientConfig).send(new ListTopicsCommand());
  replay.value(
    'matching-topic',
    Topics.filter(({ TopicArn }) => TopicArn?.endsWith('recorded-topic')),
  );
}

const refusedTemplates =
  (item: string, input: { readonly StackName?: string; readonly ChangeSetName?: string }) =>
  async (replay: StackReplay): Promise<void> =>
    replay.refusal(item, replay.cloudformation.getTemplate(input));

export const templateCases: readonly StackCase[] = casesOf('api/test_templates', {
  test_get_template_summary: async (replay) => {
    await replay.deploy({
      AWSTemplateFormatVersion: '2010-09-09',
      Metadata: { TopicName: 'sns-topic-simple' },
      Resources: { topic123: topic(undefined, 'sns-topic-simple') },
    });
    await replay.item('template-summary', replay.cloudformation.getTemplateSummary({ StackName }));
  },
  ...Object.fromEntries(
    Object.entries(urls).map(([style, url]) => [
      `test_create_stack_from_s3_template_url[${style}]`,
      (replay: StackReplay) => createFromUrl(replay, url),
    ]),
  ),
  test_validate_template: async (replay) => {
    const TemplateBody = JSON.stringify({
      AWSTemplateFormatVersion: '2010-09-09',
      Parameters: {
        KeyExample: { Description: 'The EC2 Key Pair to allow SSH access to the instance', Type: 'String' },
      },
      Resources: {
        Instance: { Type: 'AWS::EC2::Instance', Properties: { KeyName: ref('KeyExample'), ImageId: 'ami' } },
      },
    });
    await replay.item('validate-template', replay.cloudformation.validateTemplate({ TemplateBody }));
  },
  test_validate_invalid_json_template_should_fail: async (replay) => {
    const TemplateBody = '{"this is invalid JSON"="bobbins"}';
    await replay.refusal('validate-invalid-json', replay.cloudformation.validateTemplate({ TemplateBody }));
  },
  test_get_template_summary_non_executed_change_set: async (replay) => {
    const TemplateBody = JSON.stringify(parameter('value'));
    const { Id: id = '' } = await replay.cloudformation.createChangeSet({
      StackName,
      ChangeSetName: 'recorded-changes',
      TemplateBody,
      ChangeSetType: 'CREATE',
    });
    await replay.changeSet(id);
    await replay.refusal('error', replay.cloudformation.getTemplateSummary({ StackName }));
  },
  test_get_template_missing_resources: async (replay) => {
    const { cloudformation } = replay;
    await replay.refusal('stack-error', cloudformation.getTemplate({ StackName: 'does-not-exist' }));
    await replay.refusal('change-set-error', cloudformation.getTemplate({ ChangeSetName: 'does-not-exist' }));
  },
  test_get_template_missing_resources_stack: refusedTemplates('stack-error', { StackName: 'does-not-exist' }),
  test_get_template_missing_resources_change_set: refusedTemplates('change-set-error', {
    ChangeSetName: 'does-not-exist',
  }),
  test_get_template_missing_resources_change_set_id: refusedTemplates('change-set-error', {
    ChangeSetName: 'arn:aws:cloudformation:us-east-1:000000000000:changeSet/change-set-926829fe/d065e78c',
  }),
  test_get_template_summary_no_resources: async (replay) => {
    await replay.refusal('error', replay.cloudformation.getTemplateSummary({ TemplateBody: '{}' }));
  },
  test_get_template_summary_failed_stack: async (replay) => {
    // A parameter of a type that there is none of: its making fails.
    await replay.create({
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { MyParameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'Typo', Value: 'value' } } },
    });
    await replay.item('template-summary', replay.cloudformation.getTemplateSummary({ StackName }));
  },
  test_get_template_no_arguments: refusedTemplates('stack-error', {}),
  test_create_stack_invalid_yaml_template_should_fail: async (replay) => {
    const TemplateBody = 'Resources:\n  First:\n    Type: AWS::SSM::Parameter\n   Properties: [';
    const refusal = await replay.refused(replay.cloudformation.createStack({ StackName, TemplateBody }));
    // The recorder left out where in the template that was.
    const Message = refusal.Error?.Message.replace(/ \(line .*\)$/, '');
    replay.value('create-invalid-yaml', { ...refusal, Error: { ...refusal.Error, Message } });
  },
});
