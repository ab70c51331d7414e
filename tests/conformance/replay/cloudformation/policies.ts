/** Stack policies, as they are set, read and refused. */
import { S3Client, CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { ref, topic } from './topics.ts';

const simple: Template = { Resources: { topic123: topic(undefined, 'sns-topic-simple') } };
const named: Template = {
  Parameters: { TopicName: { Type: 'String' } },
  Resources: { topic123: topic(undefined, ref('TopicName')) },
};
/** Of an API, whose name changes in place. */
const api: Template = {
  Parameters: { ApiName: { Type: 'String' } },
  Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: ref('ApiName') } } },
};

const StackName = 'recorded-stack';
const policyOf = (Effect: 'Allow' | 'Deny', statement: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({ Statement: [{ Effect, Action: 'Update:*', Principal: '*', Resource: '*', ...statement }] });
const allow = policyOf('Allow');
const deny = policyOf('Deny');

const set = (replay: StackReplay, StackPolicyBody: string) =>
  replay.cloudformation.setStackPolicy({ StackName, StackPolicyBody });

async function policyItem(replay: StackReplay, name: string): Promise<void> {
  const { StackPolicyBody, ...output } = await replay.cloudformation.getStackPolicy({ StackName });
  const recorded = replay.recordedItem(name) as { ResponseMetadata?: object };
  const { $metadata: metadata } = output;
  replay.value(name, {
    ...(StackPolicyBody !== undefined && { StackPolicyBody }),
    ...(recorded.ResponseMetadata && {
      ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: metadata.httpStatusCode },
    }),
  });
}

async function put(replay: StackReplay, Body: string): Promise<string> {
  const s3 = new S3Client(replay.platform.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: 'recorded-bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'recorded-bucket', Key: 'policy.json', Body }));
  return 'https://recorded-bucket.s3.amazonaws.com/policy.json';
}

/** What is kept of a refusal without its metadata. */
async function refuse(replay: StackReplay, policy: string): Promise<void> {
  const { Error: refusal } = await replay.refused(set(replay, policy));
  replay.value('error', refusal);
}

export const policyCases: readonly StackCase[] = casesOf('api/test_stack_policies', {
  'TestStackPolicy::test_empty_policy': async (replay) => {
    await replay.deploy(simple);
    await set(replay, '{}');
    await policyItem(replay, 'policy');
  },
  'TestStackPolicy::test_invalid_policy': async (replay) => {
    await replay.deploy(simple);
    await refuse(replay, JSON.stringify({ Statement: [{ Effect: 'Deny', Action: 'Update:*' }] }));
  },
  'TestStackPolicy::test_policy_lifecycle': async (replay) => {
    await replay.deploy(simple);
    await policyItem(replay, 'initial_policy');
    await set(replay, allow);
    await policyItem(replay, 'policy');
    await set(replay, deny);
    await policyItem(replay, 'policy_updated');
    await set(replay, '{}');
    await policyItem(replay, 'policy_deleted');
  },
  'TestStackPolicy::test_set_policy_with_url': async (replay) => {
    await replay.deploy(simple);
    await replay.cloudformation.setStackPolicy({ StackName, StackPolicyURL: await put(replay, allow) });
    await policyItem(replay, 'policy');
  },
  'TestStackPolicy::test_set_invalid_policy_with_url': async (replay) => {
    await replay.deploy(simple);
    const StackPolicyURL = await put(replay, policyOf('Allow', { Principal: 'someone' }));
    await replay.refusal('error', replay.cloudformation.setStackPolicy({ StackName, StackPolicyURL }));
  },
  'TestStackPolicy::test_set_policy_both_policy_and_url': async (replay) => {
    await replay.deploy(simple);
    const StackPolicyURL = await put(replay, allow);
    await replay.refusal(
      'error',
      replay.cloudformation.setStackPolicy({ StackName, StackPolicyURL, StackPolicyBody: allow }),
    );
  },
  'TestStackPolicy::test_set_empty_policy_with_url': async (replay) => {
    await replay.deploy(simple);
    await replay.cloudformation.setStackPolicy({ StackName, StackPolicyURL: await put(replay, '{}') });
    await policyItem(replay, 'policy');
  },
  'TestStackPolicy::test_not_json_policy': async (replay) => {
    await replay.deploy(simple);
    await replay.refusal('error', set(replay, '3b6ff0ab'));
  },
  'TestStackPolicy::test_different_principal_attribute': async (replay) => {
    await replay.deploy(simple);
    await refuse(replay, policyOf('Deny', { Principal: '3b6ff0ab' }));
  },
  'TestStackPolicy::test_different_action_attribute': async (replay) => {
    await replay.deploy(simple);
    await replay.refusal('error', set(replay, policyOf('Deny', { Action: 'Delete:*', Principal: '3b6ff0ab' })));
  },
  'TestStackPolicy::test_create_stack_with_policy': async (replay) => {
    const Parameters = [{ ParameterKey: 'TopicName', ParameterValue: 'new-topic' }];
    await replay.create(named, { StackPolicyBody: allow, Parameters });
    await policyItem(replay, 'policy');
  },
  'TestStackPolicy::test_set_policy_with_update_operation': async (replay) => {
    await replay.deploy(api, { parameters: { ApiName: 'first' } });
    const TemplateBody = JSON.stringify(api);
    const Parameters = [{ ParameterKey: 'ApiName', ParameterValue: 'second' }];
    await replay.cloudformation.updateStack({ StackName, TemplateBody, Parameters, StackPolicyBody: deny });
    await policyItem(replay, 'policy');
    await replay.settle(StackName);
    await policyItem(replay, 'policy_after_update');
  },
  'TestStackPolicy::test_policy_during_update': async (replay) => {
    await replay.deploy(api, { parameters: { ApiName: 'first' } });
    const TemplateBody = JSON.stringify(api);
    const Parameters = [{ ParameterKey: 'ApiName', ParameterValue: 'second' }];
    await replay.cloudformation.updateStack({ StackName, TemplateBody, Parameters, StackPolicyDuringUpdateBody: deny });
    await policyItem(replay, 'policy_during_update');
    await replay.settle(StackName);
    await policyItem(replay, 'policy_after_update');
  },
});
