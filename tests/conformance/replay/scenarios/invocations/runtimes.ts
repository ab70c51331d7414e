/** What is the same for every runtime: of those that Serin runs, Node's and Python's. */
import type { Runtime } from '@aws-sdk/client-lambda';
import { invocation, type Scenario } from '../../scenario.ts';
import { fn } from './functions.ts';
import { failingCustomRuntime } from './languages.ts';

const runtimes: readonly Runtime[] = [
  'nodejs16.x',
  'nodejs18.x',
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'python3.8',
  'python3.9',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
];

/** Tells its context and its environment. */
const nodeTelling = `exports.handler = async (event, context) => ({
  ctx: {
    function_name: context.functionName,
    function_version: context.functionVersion,
    invoked_function_arn: context.invokedFunctionArn,
    aws_request_id: context.awsRequestId,
    log_group_name: context.logGroupName,
    log_stream_name: context.logStreamName,
    remaining_time_in_millis: context.getRemainingTimeInMillis(),
  },
  environment: process.env,
  packages: [],
});
`;
const pythonTelling = `import os
members = ["function_name", "function_version", "invoked_function_arn", "memory_limit_in_mb", "aws_request_id",
           "log_group_name", "log_stream_name"]
def handler(event, context):
    told = {name: getattr(context, name) for name in members}
    told["remaining_time_in_millis"] = context.get_remaining_time_in_millis()
    return {"ctx": told, "environment": dict(os.environ), "packages": []}
`;

/** A runtime's language: its handler, and what its functions are written as. */
const languageOf = (runtime: Runtime) =>
  runtime.startsWith('nodejs')
    ? {
        Handler: 'index.handler',
        failing: { 'index.js': "exports.handler = async () => {\n  throw new Error('Error: some_error_msg');\n};\n" },
        telling: { 'index.js': nodeTelling },
        showing: { 'index.js': 'exports.handler = async () => process.env.WRAPPER_VAR;\n' },
      }
    : {
        Handler: 'handler.handler',
        failing: { 'handler.py': 'def handler(event, context):\n    raise Exception("Failed: some_error_msg")\n' },
        telling: { 'handler.py': pythonTelling },
        showing: {
          'handler.py': 'import os\ndef handler(event, context):\n    return os.environ["WRAPPER_VAR"]\n',
        },
      };

const wrapper = '#!/bin/bash\nexport WRAPPER_VAR=wrapped\nexec "$@"\n';

const languageScenarios: readonly Scenario[] = runtimes.flatMap((Runtime) => {
  const { Handler, failing, showing, telling } = languageOf(Runtime);
  const input = { Runtime, Handler, MemorySize: 1024 };
  return [
    invocation(`TestLambdaRuntimesCommon::test_uncaught_exception_invoke[${Runtime}]`, async (s) => {
      const code = { ZipFile: s.packageWith(failing) };
      await s.item('create_function_result', s.create({ ...input, Code: code }));
      await s.settle();
      await s.item('error_result', s.lambda.invoke({ ...fn, Payload: '{"error_msg":"some_error_msg"}' }));
    }),
    invocation(`TestLambdaRuntimesCommon::test_introspection_invoke[${Runtime}]`, async (s) => {
      const code = { ZipFile: s.packageWith(telling) };
      const Environment = { Variables: { TEST_KEY: 'TEST_VAL' } };
      await s.item('create_function_result', s.create({ ...input, Code: code, Environment }));
      await s.settle();
      const told = async (item: string, Qualifier?: string): Promise<void> => {
        const { Payload } = await s.lambda.invoke({ ...fn, Qualifier });
        s.value(item, JSON.parse(Payload?.transformToString() ?? 'null'));
      };
      await told('invocation_result_payload');
      await told('invocation_result_payload_qualified', '$LATEST');
    }),
    invocation(`TestLambdaRuntimesCommon::test_runtime_wrapper_invoke[${Runtime}]`, async (s) => {
      const code = { ZipFile: s.packageWith({ ...showing, environment_wrapper: wrapper }) };
      const Environment = { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/environment_wrapper' } };
      await s.item('create_function_result', s.create({ ...input, Code: code, Environment }));
      await s.settle();
      const { Payload } = await s.lambda.invoke(fn);
      s.assert(Payload?.transformToString() === '"wrapped"', 'the wrapper starts the runtime');
    }),
  ];
});

export const runtimeCommonScenarios: readonly Scenario[] = [
  ...languageScenarios,
  // The recorded function was one of Rust's.
  ...failingCustomRuntime('TestLambdaRuntimesCommon', {
    errorType: '&alloc::boxed::Box<dyn core::error::Error + core::marker::Send + core::marker::Sync>',
    errorMessage: 'Error: "some_error_msg"',
  }),
];
