/** What is particular to a language's runtime: of those that Serin runs. */
import type { Runtime } from '@aws-sdk/client-lambda';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { invocation, type Replay, type Scenario } from '../../scenario.ts';
import { fn, json, nodeFunction, normalizeLog, pythonFunction } from './functions.ts';

const nodeRuntimes: readonly Runtime[] = ['nodejs16.x', 'nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'];

const esModule = `export const handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify(\`response from localstack lambda: \${JSON.stringify(event)}\`),
});
`;

const customRuntimes: readonly Runtime[] = ['provided.al2', 'provided.al2023'];

/** A runtime of a few lines that reports an error of this form for each event, as a language's own client does. */
const reporting = (error: object): string => `#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while :; do
  id=$(curl -sS -D - -o /dev/null "$api/next" | tr -d '\\r' | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip')
  curl -sS -o /dev/null -X POST "$api/$id/error" -d '${JSON.stringify(error)}'
done
`;

/** A custom runtime's function that fails with the error that its language's client makes of one. */
export const failingCustomRuntime = (suite: string, error: object): readonly Scenario[] =>
  customRuntimes.map((runtime) =>
    invocation(`${suite}::test_uncaught_exception_invoke[${runtime}]`, async (s) => {
      const input = { Runtime: runtime, Handler: 'function.handler', MemorySize: 1024 };
      const Code = { ZipFile: s.packageWith({ bootstrap: reporting(error) }) };
      await s.item('create_function_result', s.create({ ...input, Code }));
      await s.settle();
      await s.item('error_result', s.lambda.invoke({ ...fn, Payload: json({ error_msg: 'some_error_msg' }) }));
    }),
  );

export const runtimeScenarios: readonly Scenario[] = [
  ...nodeRuntimes.map((runtime) =>
    invocation(`TestNodeJSRuntimes::test_invoke_nodejs_es6_lambda[${runtime}]`, async (s) => {
      const Code = { ZipFile: s.packageWith({ 'lambda_handler_es6.mjs': esModule }) };
      const input = { Runtime: runtime, Handler: 'lambda_handler_es6.handler', Code };
      await s.createItem('creation-result', nodeFunction(s, '', input));
      await s.item('invocation-result', s.lambda.invoke({ ...fn, Payload: json({ event_type: 'test_lambda' }) }));
    }),
  ),

  ...failingCustomRuntime('TestGoProvidedRuntimes', {
    errorMessage: 'Error: some_error_msg',
    errorType: 'errorString',
  }),

  invocation('TestCloudwatchLogs::test_multi_line_prints', async (s) => {
    const source = 'def handler(event, context):\n    print("multi\\nline\\nstring")\n    print("another\\rline")\n';
    await s.prepare(pythonFunction(s, source, { Runtime: 'python3.13' }));
    await s.lambda.invoke(fn);
    s.value('log-events', await logEvents(s));
  }),
];

/** The function's log, once its REPORT line is there. */
async function logEvents(s: Replay): Promise<readonly unknown[]> {
  const logs = new CloudWatchLogsClient(s.platform.clientConfig);
  await s.settle();
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/fn' }));
  logs.destroy();
  return events.map(({ message = '', ...event }) => ({
    ...event,
    eventId: 'event-id',
    message: normalizeLog(message),
  }));
}
