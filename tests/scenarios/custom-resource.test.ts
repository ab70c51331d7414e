/** A custom resource whose function stands in the template, and answers in one way or another. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { startTestPlatform } from '../../src/testing/index.ts';

const StackName = 'shop';

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

const withModule = `
const response = require('cfn-response');
exports.handler = async (event, context) => {
  await response.send(event, context, response.SUCCESS, { Greeting: 'Hello ' + event.ResourceProperties.Name }, 'greeting');
};
`;

/** As the CDK's own functions do: of the address they take the host and the path. */
const withHttps = `
const https = require('https');
const url = require('url');
exports.handler = async (event) => {
  const { hostname, path } = url.parse(event.ResponseURL);
  const body = JSON.stringify({
    ...event, Status: 'SUCCESS', PhysicalResourceId: 'greeting', Data: { Greeting: 'Hello ' + event.ResourceProperties.Name },
  });
  await new Promise((resolve, reject) => {
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const sent = https.request({ hostname, path, method: 'PUT', headers }, (response) => resolve(response.resume()));
    sent.on('error', reject);
    sent.end(body);
  });
};
`;

const templateOf = (source: string) => ({
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
});

test.each([
  ['with cfn-response', withModule],
  ["with a request to the address's host", withHttps],
])('a custom resource is made by inline code that answers %s', async (_, source) => {
  await using platform = await startTestPlatform();
  const cloudformation = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
  const describe = async () => (await cloudformation.describeStacks({ StackName })).Stacks?.[0];
  await cloudformation.createStack({
    StackName,
    TemplateBody: JSON.stringify(templateOf(source)),
    Capabilities: ['CAPABILITY_IAM'],
  });
  for (let turn = 0; turn < 60 && (await describe())?.StackStatus === 'CREATE_IN_PROGRESS'; turn += 1)
    await platform.advance(1000);
  expect(await describe()).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    Outputs: [{ OutputKey: 'Text', OutputValue: 'Hello Ada' }],
  });
});
