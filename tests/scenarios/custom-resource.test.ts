/** A custom resource whose function stands in the template, and the ways in which it may answer. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { createRuntimeCatalogue } from '../../src/execution/runtimes.ts';
import { startTestPlatform } from '../../src/testing/index.ts';

const StackName = 'shop';

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** By the module that lies beside inline code. */
const byModule = `
const response = require('cfn-response');
exports.handler = async (event, context) => {
  await response.send(event, context, response.SUCCESS, { Greeting: 'Hello ' + event.ResourceProperties.Name }, 'greeting');
};
`;

/** What those have in common that take the address apart and speak HTTPS to its host. */
const nodeAnswer = `
const { request } = require('https');
const { parse } = require('url');
const answerTo = ({ StackId, RequestId, LogicalResourceId, ResourceProperties }) => JSON.stringify({
  Status: 'SUCCESS', PhysicalResourceId: 'greeting', StackId, RequestId, LogicalResourceId,
  Data: { Greeting: 'Hello ' + ResourceProperties.Name },
});
const put = ({ hostname, path }, more, body, done) => {
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  const call = request({ hostname, path, method: 'PUT', headers, ...more }, (answer) => done(null, answer.statusCode));
  call.on('error', done);
  call.end(body);
};
`;

/** As AWS's module in a package of one's own. */
const byCallback = `${nodeAnswer}
exports.handler = (event, context) => {
  put(parse(event.ResponseURL), { port: 443 }, answerTo(event), context.done);
};
`;

/** As the CDK's handlers, which leave it at the port of HTTPS. */
const byPromise = `${nodeAnswer}
const { promisify } = require('util');
exports.handler = async (event) => {
  await promisify(put)(parse(event.ResponseURL), {}, answerTo(event));
};
`;

/** As crhelper. */
const byConnection = `
import json, ssl
from http.client import HTTPSConnection
from urllib.parse import urlsplit

def handler(event, context):
    answer = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    data = {"Greeting": "Hello " + event["ResourceProperties"]["Name"]}
    answer.update(Status="SUCCESS", PhysicalResourceId="greeting", Data=data)
    url = urlsplit(event["ResponseURL"])
    connection = HTTPSConnection(url.netloc, context=ssl.create_default_context(ssl.Purpose.SERVER_AUTH))
    connection.request(method="PUT", url=url.path, body=json.dumps(answer), headers={"content-type": ""})
    connection.getresponse()
`;

const templateOf = ({ Runtime, ZipFile }: { readonly Runtime: string; readonly ZipFile: string }) => ({
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
    Greeter: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Runtime,
        Handler: 'index.handler',
        Code: { ZipFile },
      },
    },
    Greeting: {
      Type: 'Custom::Greeting',
      Properties: { ServiceToken: { 'Fn::GetAtt': ['Greeter', 'Arn'] }, Name: 'Ada' },
    },
  },
  Outputs: { Text: { Value: { 'Fn::GetAtt': ['Greeting', 'Greeting'] } } },
});

const python = await createRuntimeCatalogue({ searchPath: process.env['PATH'] ?? '' }).find('python3.13');
if (python.kind === 'unavailable') console.warn(`Python functions are not tested: ${python.reason}`);

test.each([
  { way: 'with cfn-response', Runtime: 'nodejs24.x', ZipFile: byModule },
  { way: "over HTTPS on its port, as AWS's module for Node.js", Runtime: 'nodejs22.x', ZipFile: byCallback },
  { way: "over HTTPS, as the CDK's handlers", Runtime: 'nodejs24.x', ZipFile: byPromise },
  ...(python.kind === 'unavailable'
    ? []
    : [{ way: 'over HTTPS from Python, as crhelper', Runtime: 'python3.13', ZipFile: byConnection }]),
])('a custom resource is made and deleted by a function that answers $way', async (code) => {
  await using platform = await startTestPlatform();
  const cloudformation = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
  const { StackId } = await cloudformation.createStack({
    StackName,
    TemplateBody: JSON.stringify(templateOf(code)),
    Capabilities: ['CAPABILITY_IAM'],
  });
  // After its deletion a stack answers to its ID alone.
  const describe = async () => (await cloudformation.describeStacks({ StackName: StackId ?? '' })).Stacks?.[0];
  const settle = async () => {
    for (let turn = 0; turn < 60; turn += 1) {
      if ((await describe())?.StackStatus?.endsWith('_IN_PROGRESS') !== true) break;
      await platform.advance(1000);
      // The function takes time of its own, however slow the machine is.
      await platform.eventsSettled();
    }
    return await describe();
  };
  expect(await settle()).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    Outputs: [{ OutputKey: 'Text', OutputValue: 'Hello Ada' }],
  });
  await cloudformation.deleteStack({ StackName });
  expect(await settle()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
});
