/** The request ID of an invocation, as the caller, the function and its log have it. */
import {
  CloudWatchLogsClient,
  CloudWatchLogsServiceException,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { invocation, type Replay, type Scenario } from '../../scenario.ts';
import { decodeLog, fn, nodeFunction, pythonFunction, requestIdFunction, tail } from './functions.ts';
import { callUrl, openUrl } from './urls.ts';

export const requestIdScenarios: readonly Scenario[] = [
  invocation('TestRequestIdHandling::test_request_id_invoke', async (s) => {
    await s.prepare(pythonFunction(s, requestIdFunction));
    // The recorded test read the lines from CloudWatch Logs; they are the same in the log's tail.
    const invoked = s.lambda.invoke({ ...fn, ...tail });
    await s.item(
      'invoke_result',
      invoked.then(({ LogResult: _tail, ...output }) => output),
    );
    const lines = decodeLog((await invoked).LogResult).split('\n');
    s.value('log_entries', { logs: lines.map((line) => line.trim()).filter((line) => line !== '') });
  }),

  invocation('TestRequestIdHandling::test_request_id_invoke_url', async (s) => {
    await s.prepare(nodeFunction(s, 'exports.handler = async () => "hi";\n'));
    const { status, headers, body } = await callUrl(s, await openUrl(s));
    s.value('lambda_url_invocation', {
      statuscode: status,
      headers: { 'x-amzn-RequestId': headers['x-amzn-requestid'] },
      content: body,
    });
    await s.settle();
    s.value('end_log_entries', await endMessages(s));
  }),

  invocation('TestRequestIdHandling::test_request_id_async_invoke_with_retry', async (s) => {
    await s.prepare(pythonFunction(s, 'def handler(event, context):\n    raise Exception("again")\n'));
    await s.lambda.putFunctionEventInvokeConfig({ ...fn, MaximumRetryAttempts: 1 });
    await s.item('invoke_result', s.lambda.invoke({ ...fn, InvocationType: 'Event' }));
    await s.settle();
    // The function runs in a process of its own, so the second attempt falls due when the first has ended.
    let messages = await endMessages(s);
    while (typeof messages === 'string' || messages.length < 2) {
      await s.platform.advance(10_000);
      messages = await endMessages(s);
    }
    s.value('end_messages', messages);
  }),
];

/** The platform's END lines in the function's log; why they cannot be read, where they cannot. */
async function endMessages(s: Replay): Promise<readonly string[] | string> {
  const logs = new CloudWatchLogsClient(s.platform.clientConfig);
  const input = { logGroupName: '/aws/lambda/fn', filterPattern: 'END' };
  try {
    const { events = [] } = await logs.send(new FilterLogEventsCommand(input));
    return events.map(({ message = '' }) => message.trim());
  } catch (error) {
    if (!(error instanceof CloudWatchLogsServiceException)) throw error;
    return error.message;
  } finally {
    logs.destroy();
  }
}
