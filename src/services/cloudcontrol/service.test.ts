import { expect, test } from 'vitest';
import { ApiError } from '../../aws/api-error.ts';
import { serviceRequest } from '../../aws/service-caller.ts';
import { systemRandom } from '../../time/random.ts';
import { createCloudcontrolService } from './service.ts';

const request = serviceRequest({
  principal: 'lambda.amazonaws.com',
  region: 'us-east-1',
  account: '000000000000',
  requestId: 'request-1',
});

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:shop';
const url = {
  FunctionUrl: 'http://abc.lambda-url.us-east-1.localhost:4600/',
  AuthType: 'NONE' as const,
  CreationTime: '2026-01-01T00:00:00.000000000Z',
  LastModifiedTime: '2026-01-01T00:00:00.000000000Z',
  InvokeMode: 'BUFFERED' as const,
};

/** Lambda with a URL on a function, and one on an alias of it. */
const cloudcontrol = createCloudcontrolService({
  random: { ...systemRandom, uuid: () => 'token-1' },
  isType: (name) => ['AWS::Lambda::Url', 'AWS::S3::Bucket'].includes(name),
  lambda: {
    async GetFunctionUrlConfig({ FunctionName = '' }) {
      if (FunctionName === 'shop') return { ...url, FunctionArn: functionArn };
      if (FunctionName === `${functionArn}:live`) return { ...url, FunctionArn: FunctionName, Cors: { MaxAge: 5 } };
      if (FunctionName === 'no name') throw new ApiError('ValidationException', 'It is no name.');
      throw new ApiError('ResourceNotFoundException', 'The resource you requested does not exist.');
    },
  },
});
const read = (Identifier: string, TypeName = 'AWS::Lambda::Url') =>
  cloudcontrol.GetResource({ TypeName, Identifier }, request);

test('a function URL is told as the schema of its type has it', async () => {
  const { TypeName, ResourceDescription } = await read('shop');
  expect(TypeName).toBe('AWS::Lambda::Url');
  expect(ResourceDescription?.Identifier).toBe('shop');
  expect(JSON.parse(ResourceDescription?.Properties ?? '')).toEqual({
    TargetFunctionArn: functionArn,
    AuthType: 'NONE',
    InvokeMode: 'BUFFERED',
    FunctionUrl: url.FunctionUrl,
    FunctionArn: functionArn,
  });
});

test('the URL of an alias names function and alias apart', async () => {
  const { ResourceDescription } = await read(`${functionArn}:live`);
  expect(JSON.parse(ResourceDescription?.Properties ?? '')).toMatchObject({
    TargetFunctionArn: functionArn,
    Qualifier: 'live',
    FunctionArn: `${functionArn}:live`,
    Cors: { MaxAge: 5 },
  });
});

test('a function without a URL is a resource that is not there', async () => {
  await expect(read('other')).rejects.toMatchObject({
    type: 'ResourceNotFoundException',
    message:
      'AWS::Lambda::Url Handler returned status FAILED: The resource you requested does not exist. (HandlerErrorCode: NotFound, RequestToken: token-1)',
  });
});

test('what Lambda takes for no name is an invalid request', async () => {
  await expect(read('no name')).rejects.toMatchObject({ type: 'InvalidRequestException' });
});

test('a type that AWS has and Serin cannot read is told from one that does not exist', async () => {
  await expect(read('photos', 'AWS::S3::Bucket')).rejects.toMatchObject({
    type: 'UnsupportedActionException',
    message: 'Resource type AWS::S3::Bucket does not support READ action',
  });
  await expect(read('photos', 'AWS::S3::Bucked')).rejects.toMatchObject({
    type: 'TypeNotFoundException',
    message: "The type 'AWS::S3::Bucked' cannot be found.",
  });
});
