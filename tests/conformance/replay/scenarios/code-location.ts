/** Where a function's code comes from: a zip in the request, or one in S3. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { scenario, type Replay, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };

async function putPackages(s: Replay): Promise<void> {
  const s3 = new S3Client(s.platform.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: 'code' }));
  for (const Key of ['first', 'second'])
    await s3.send(new PutObjectCommand({ Bucket: 'code', Key, Body: s.package(Key) }));
}

export const codeLocationScenarios: readonly Scenario[] = [
  scenario('TestLambdaFunction::test_lambda_code_location_zipfile', async (s) => {
    await s.item('create-response-zip-file', s.create());
    await s.settle();
    await s.item('get-function-response', s.lambda.getFunction(fn));
    const update = { ...fn, ZipFile: s.package('second') };
    await s.item('update-function-response', s.lambda.updateFunctionCode(update));
    await s.item('get-function-response-updated', s.lambda.getFunction(fn));
  }),

  scenario('TestLambdaFunction::test_lambda_code_location_s3', async (s) => {
    await putPackages(s);
    await s.item('create_response_s3', s.create({ Code: { S3Bucket: 'code', S3Key: 'first' } }));
    await s.settle();
    await s.item('get-function-response', s.lambda.getFunction(fn));
    const update = { ...fn, S3Bucket: 'code', S3Key: 'second' };
    await s.item('update-function-response', s.lambda.updateFunctionCode(update));
    await s.item('get-function-response-updated', s.lambda.getFunction(fn));
  }),

  scenario('TestLambdaFunction::test_lambda_code_location_s3_errors', async (s) => {
    await putPackages(s);
    const wrongBucket = { S3Bucket: 'no-such-bucket', S3Key: 'first' };
    const wrongKey = { S3Bucket: 'code', S3Key: 'no-such-key' };
    await s.refusal('create-error-wrong-bucket', s.create({ Code: wrongBucket }));
    await s.refusal('create-error-wrong-key', s.create({ Code: wrongKey }));
    await s.create();
    await s.settle();
    await s.refusal('update-error-wrong-bucket', s.lambda.updateFunctionCode({ ...fn, ...wrongBucket }));
    await s.refusal('update-error-wrong-key', s.lambda.updateFunctionCode({ ...fn, ...wrongKey }));
  }),
];
