/** A custom resource whose function stands in the template and answers by the module that lies beside it. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { startTestPlatform } from '../../src/testing/index.ts';

const StackName = 'shop';

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

const source = `
const response = require('cfn-response');
exports.handler = async (event, context) => {
  await response.send(event, context, response.SUCCESS, { Greeting: 'Hello ' + event.ResourceProperties.Name }, 'greeting');
};
`;

const template = {
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
    Greeter: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: source },
      },
    },
    Greeting: {
      Type: 'Custom::Greeting',
      Properties: { ServiceToken: { 'Fn::GetAtt': ['Greeter', 'Arn'] }, Name: 'Ada' },
    },
  },
  Outputs: { Text: { Value: { 'Fn::GetAtt': ['Greeting', 'Greeting'] } } },
};

test('a custom resource is made by inline code that answers with cfn-response', async () => {
  await using platform = await startTestPlatform();
  const cloudformation = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
  const describe = async () => (await cloudformation.describeStacks({ StackName })).Stacks?.[0];
  await cloudformation.createStack({
    StackName,
    TemplateBody: JSON.stringify(template),
    Capabilities: ['CAPABILITY_IAM'],
  });
  for (let turn = 0; turn < 60 && (await describe())?.StackStatus === 'CREATE_IN_PROGRESS'; turn += 1)
    await platform.advance(1000);
  expect(await describe()).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    Outputs: [{ OutputKey: 'Text', OutputValue: 'Hello Ada' }],
  });
});
