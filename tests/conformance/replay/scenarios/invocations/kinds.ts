/** The kinds of invocation, and what a function is told and leaves in its log. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { InvocationType, Runtime } from '@aws-sdk/client-lambda';
import { invocation, of2022, type Replay, type Scenario } from '../../scenario.ts';
import {
  contextFunction,
  decodeLog,
  fn,
  json,
  nodeEcho,
  nodeFunction,
  pythonEcho,
  pythonFunction,
  tail,
} from './functions.ts';

const quotes = { foo: 'bar with \'quotes"' };

const echo = (s: Replay, runtime: Runtime) =>
  runtime.startsWith('nodejs')
    ? nodeFunction(s, nodeEcho, { Runtime: runtime })
    : pythonFunction(s, pythonEcho, { Runtime: runtime });

const invocationTypes = {
  request_response: 'RequestResponse',
  event: 'Event',
  dry_run: 'DryRun',
} as const satisfies Record<string, InvocationType>;

const silent = {
  python: (s: Replay) => pythonFunction(s, 'def handler(event, context):\n    return None\n'),
  nodejs: (s: Replay) => nodeFunction(s, 'exports.handler = async () => {};\n'),
};

export const kindScenarios: readonly Scenario[] = [
  ...(['python3.9', 'python3.10', 'nodejs16.x'] as const).flatMap((runtime) =>
    Object.entries(invocationTypes).map(([test, InvocationType]) =>
      invocation(`TestLambdaFeatures::test_invocation_type_${test}[${runtime}]`, async (s) => {
        await s.prepare(echo(s, runtime));
        await s.item('invoke-result', s.lambda.invoke({ ...fn, InvocationType, Payload: '{}' }));
      }),
    ),
  ),

  ...Object.entries(silent).flatMap(([language, code]) =>
    (['RequestResponse', 'Event'] as const).map((InvocationType) =>
      invocation(
        `TestLambdaFeatures::test_invocation_type_no_return_payload[${language}-${InvocationType}]`,
        async (s) => {
          await s.prepare(code(s));
          await s.item('invoke-result', s.lambda.invoke({ ...fn, InvocationType, Payload: '{}' }));
        },
      ),
    ),
  ),

  ...(['python3.10', 'nodejs16.x'] as const).map((runtime) =>
    invocation(`TestLambdaFeatures::test_invocation_with_logs[${runtime}]`, async (s) => {
      await s.prepare(echo(s, runtime));
      const { LogResult } = await s.item('invoke', s.lambda.invoke({ ...fn, ...tail, Payload: '{}' }));
      s.value('logs', { logs: decodeLog(LogResult).match(/.*\n/g) });
    }),
  ),

  invocation('TestLambdaFeatures::test_invocation_with_qualifier', async (s) => {
    const code = await uploaded(s);
    await s.item('creation-response', s.create({ ...code, Publish: true }));
    await s.settle();
    const input = { ...fn, ...tail, Qualifier: '1', Payload: json(quotes) };
    const { LogResult } = await s.item('invocation-response', s.lambda.invoke(input));
    const lines = decodeLog(LogResult).split('\n');
    s.value('log_result', { log_result: lines.filter((line) => line !== '' && !line.startsWith('REPORT')) });
  }),

  invocation('TestLambdaFeatures::test_upload_lambda_from_s3', async (s) => {
    await s.item('creation-response', s.create(await uploaded(s)));
    await s.settle();
    await s.item('invocation-response', s.lambda.invoke({ ...fn, Payload: json(quotes) }));
  }),

  of2022(
    invocation('TestLambdaFeatures::test_basic_invoke', async (s) => {
      const source = 'def handler(event, context):\n    return {}\n';
      const code = () => ({ Runtime: 'python3.9', Code: { ZipFile: s.packageWith({ 'index.py': source }) } }) as const;
      const other = { FunctionName: 'other' };
      await s.item('lambda_create_fn', s.create(code()));
      await s.item('lambda_create_fn_2', s.create({ ...code(), ...other }));
      await s.settle();
      await s.item('lambda_get_fn', s.lambda.getFunction(fn));
      await s.item('lambda_get_fn_2', s.lambda.getFunction(other));
      await s.item('lambda_invoke_result', s.lambda.invoke(fn));
    }),
  ),

  of2022(
    invocation('TestLambdaFeatures::test_lambda_environment', async (s) => {
      const source = 'import os\ndef handler(event, context):\n    return {"Hello": os.environ["Hello"]}\n';
      const Environment = { Variables: { Hello: 'World' } };
      await s.createItem('creation-result', pythonFunction(s, source, { Runtime: 'python3.9', Environment }));
      await s.item('invocation-result', s.lambda.invoke(fn));
      await s.item('get-configuration-result', s.lambda.getFunctionConfiguration(fn));
    }),
  ),

  of2022(
    invocation('TestLambdaFeatures::test_lambda_with_context', async (s) => {
      const source = 'exports.handler = async (event, context) => ({ context });\n';
      const Code = { ZipFile: s.packageWith({ 'lambda_integration.js': source }) };
      const input = { Runtime: 'nodejs16.x', Handler: 'lambda_integration.handler', Code } as const;
      await s.createItem('creation', nodeFunction(s, '', input));
      const context = { custom: { foo: 'bar' }, client: { snap: ['crackle', 'pop'] }, env: { fizz: 'buzz' } };
      await s.item('invocation', s.lambda.invoke({ ...fn, ClientContext: json(context).toString('base64') }));
    }),
  ),

  invocation('TestLambdaFeatures::test_invoke_exceptions', async (s) => {
    await s.refusal('invoke_function_doesnotexist', s.lambda.invoke({ FunctionName: 'doesnotexist' }));
  }),

  invocation('TestLambdaBaseFeatures::test_function_state', async (s) => {
    await s.item('create-fn-response', s.create(pythonFunction(s, pythonEcho)));
    await s.settle();
    await s.item('get-fn-response', s.lambda.getFunction(fn));
  }),

  invocation('TestLambdaBaseFeatures::test_lambda_different_iam_keys_environment', async (s) => {
    // The recorded test asserted that two environments have keys of their own.
    const source = 'import os\ndef handler(event, context):\n    return os.environ["AWS_ACCESS_KEY_ID"]\n';
    await s.createItem('create-result', pythonFunction(s, source));
    await s.unrecorded(s.lambda.invoke(fn));
  }),

  invocation('TestLambdaBaseFeatures::test_lambda_too_large_response', async (s) => {
    const source = 'def handler(event, context):\n    return "a" * (6 * 1024 * 1024 + 200)\n';
    await s.prepare(pythonFunction(s, source));
    await s.item('invoke_result', s.lambda.invoke({ ...fn, Payload: '{}' }));
    await s.item('invoke_result_2', s.lambda.invoke({ ...fn, Payload: '{}' }));
  }),

  ...(['python', 'nodejs'] as const).map((language) =>
    invocation(`TestLambdaBehavior::test_lambda_cache_local[${language}]`, async (s) => {
      await s.prepare(
        language === 'nodejs'
          ? nodeFunction(s, 'let counter = 0;\nexports.handler = async () => ({ counter: counter++ });\n')
          : pythonFunction(
              s,
              'counter = -1\ndef handler(event, context):\n    global counter\n    counter += 1\n    return {"counter": counter}\n',
            ),
      );
      await s.item('first_invoke_result', s.lambda.invoke(fn));
      await s.item('second_invoke_result', s.lambda.invoke(fn));
    }),
  ),
];

/** A function whose package lies in a bucket. */
async function uploaded(s: Replay) {
  const s3 = new S3Client(s.platform.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const Body = s.packageWith({ 'handler.py': contextFunction });
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'code.zip', Body }));
  return pythonFunction(s, '', { Timeout: 10, Code: { S3Bucket: 'bucket', S3Key: 'code.zip' } });
}
