/** What becomes of asynchronous events, and who is told: queues, and the event bus. */
import { EventBridge } from '@aws-sdk/client-eventbridge';
import type { QueuedMessage } from '../../../../queue-server.ts';
import { openReceiver } from '../../../../scenarios/receiver.ts';
import { invocation, type Replay, type Scenario, withQueues } from '../../scenario.ts';
import { contextFunction, decodeLog, fn, json, nodeFunction, pythonFunction, tail } from './functions.ts';

const minuteMs = 60_000;

/** Moves the source down until its `raise` stands in that line, which the recordings tell. */
function raisingInLine(line: number, source: string): string {
  const found = source.split('\n').findIndex((text) => text.includes('raise '));
  return '\n'.repeat(line - 1 - found) + source;
}

/** As the recorded one: tells its event and context, or fails if the event says so. */
const assessing = raisingInLine(
  55,
  contextFunction.replace(
    '    return {',
    `    if event.get("raise_error"):
        raise Exception("Test exception (this is intentional)")
    return {`,
  ),
);

const failing = raisingInLine(
  7,
  'def handler(event, context):\n    print(event)\n    raise Exception("intentional failure")\n',
);

/** Written as Python's client wrote it: a queue tells a hash of it. */
const raising = '{"raise_error": 1}';

const bothTo = (Destination: string) => ({ OnSuccess: { Destination }, OnFailure: { Destination } });

/** Sends an event, and waits until its first attempt has ended. */
async function send(s: Replay, event: object | string) {
  const output = await s.lambda.invoke({
    ...fn,
    InvocationType: 'Event',
    Payload: typeof event === 'string' ? event : json(event),
  });
  await s.platform.eventsSettled();
  return output;
}

/** Lets time pass until the next attempt is due, and waits until it has ended. */
async function passMinutes(s: Replay, count: number): Promise<void> {
  await s.platform.advance(count * minuteMs);
  await s.platform.eventsSettled();
}

/** What `ReceiveMessage` answers, without what a queue adds by itself. */
const received = ({ trace: _trace, ...message }: QueuedMessage) => ({
  Messages: [message],
  ResponseMetadata: { HTTPStatusCode: 200 },
});

/** With the attributes that a queue adds by itself, and with the trace, which Lambda tells it. */
const withAttributes = ({ trace, ...message }: QueuedMessage, receives: number) => ({
  Attributes: {
    AWSTraceHeader: trace,
    ApproximateFirstReceiveTimestamp: '0',
    ApproximateReceiveCount: String(receives),
    // Each message of the recording had another.
    SenderId: `sender-of-${message.MessageId}`,
    SentTimestamp: '0',
  },
  ...message,
});

const assess = (name: string, event: object | string, settings: object) =>
  withQueues(`TestLambdaDestinationSqs::test_assess_lambda_destination_invocation[${name}]`, async (s) => {
    await s.prepare(pythonFunction(s, assessing));
    const DestinationConfig = bothTo(s.queueArn());
    const config = s.lambda.putFunctionEventInvokeConfig({ ...fn, ...settings, DestinationConfig });
    await s.item('put_function_event_invoke_config', config);
    await send(s, event);
    s.value('receive_message_result', received(await s.receive()));
  });

export const destinationScenarios: readonly Scenario[] = [
  assess('Success-payload0', {}, {}),
  assess('payload0', {}, { MaximumRetryAttempts: 0 }),
  assess('payload1', raising, { MaximumRetryAttempts: 0 }),

  withQueues('TestLambdaDestinationSqs::test_lambda_destination_default_retries', async (s) => {
    await s.prepare(pythonFunction(s, assessing));
    const config = s.lambda.putFunctionEventInvokeConfig({ ...fn, DestinationConfig: bothTo(s.queueArn()) });
    await s.item('put_function_event_invoke_config', config);
    await send(s, raising);
    await passMinutes(s, 1);
    await passMinutes(s, 2);
    s.value('receive_message_result', received(await s.receive()));
  }),

  withQueues('TestLambdaDestinationSqs::test_retries', async (s) => {
    await s.prepare(pythonFunction(s, failing));
    const OnFailure = { Destination: s.queueArn() };
    await s.lambda.putFunctionEventInvokeConfig({ ...fn, MaximumRetryAttempts: 2, DestinationConfig: { OnFailure } });
    await send(s, { message: 'a-message' });
    await passMinutes(s, 1);
    await passMinutes(s, 2);
    const message = withAttributes(await s.receive(), 2);
    s.value('queue_destination_payload', { Messages: [message], ResponseMetadata: { HTTPStatusCode: 200 } });
  }),

  withQueues('TestLambdaDestinationSqs::test_maxeventage', async (s) => {
    await s.prepare(pythonFunction(s, failing));
    const OnFailure = { Destination: s.queueArn() };
    const bound = (MaximumEventAgeInSeconds: number) =>
      s.lambda.putFunctionEventInvokeConfig({
        ...fn,
        MaximumEventAgeInSeconds,
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure },
      });
    await bound(60);
    await send(s, { message: 'a-message' });
    s.value('no_retry_failure_message', withAttributes(await s.receive(), 1));
    await bound(120);
    await send(s, { message: 'a-message' });
    await passMinutes(s, 1);
    s.value('single_retry_failure_message', withAttributes(await s.receive(), 1));
  }),

  withQueues('TestLambdaDLQ::test_dead_letter_queue', async (s) => {
    const DeadLetterConfig = { TargetArn: s.queueArn() };
    await s.createItem('create_lambda_with_dlq', pythonFunction(s, assessing, { DeadLetterConfig }));
    await send(s, raising);
    await passMinutes(s, 1);
    await passMinutes(s, 2);
    s.value('receive_result', received(await s.receive()));
    const change = s.lambda.updateFunctionConfiguration({ ...fn, DeadLetterConfig: {} });
    await s.item('delete_dlq', change);
    await s.settle();
    const invoked = s.lambda.invoke({ ...fn, ...tail, Payload: raising });
    const { LogResult } = await s.item('invoke_result', invoked);
    const lines = decodeLog(LogResult).split(/\n|\r/);
    s.value('log_result', { result: lines.filter((line) => line !== '' && !line.startsWith('REPORT')) });
  }),

  invocation('TestLambdaDestinationEventbridge::test_invoke_lambda_eventbridge', async (s) => {
    await using receiver = await openReceiver();
    const events = new EventBridge(s.platform.clientConfig);
    const forward = await s.prepare({
      ...nodeFunction(s, forwarding),
      FunctionName: 'forward',
      Environment: { Variables: { RECEIVER: receiver.url } },
    });
    await events.putRule({ Name: 'outcomes', EventPattern: JSON.stringify({ source: ['lambda'] }) });
    await events.putTargets({ Rule: 'outcomes', Targets: [{ Id: 'forward', Arn: forward.FunctionArn }] });
    await s.prepare(
      pythonFunction(s, '', { Handler: 'index.handler', Code: { ZipFile: s.packageWith({ 'index.py': choosing }) } }),
    );
    const bus = `arn:aws:events:${s.platform.region}:${s.platform.account}:event-bus/default`;
    await s.lambda.putFunctionEventInvokeConfig({ ...fn, MaximumRetryAttempts: 0, DestinationConfig: bothTo(bus) });
    for (const mode of ['success', 'failure']) {
      await send(s, { mode });
      await s.platform.advance(0);
      s.value(`lambda_destination_event_bus_${mode}`, JSON.parse((await receiver.next()).body));
    }
    events.destroy();
  }),
];

const forwarding = `exports.handler = async (event) => {
  await fetch(process.env.RECEIVER, { method: 'POST', body: JSON.stringify(event) });
};`;

const choosing = raisingInLine(
  4,
  `def handler(event, context):
    if event["mode"] == "failure":
        raise Exception("intentional failure!")
    return {"hello": "world", "test": "abc", "val": 5, "success": True}
`,
);

export const reservationScenarios: readonly Scenario[] = [
  withQueues('TestLambdaConcurrency::test_reserved_concurrency', async (s) => {
    await s.prepare(pythonFunction(s, contextFunction, { Timeout: 20 }));
    await s.item('fn', s.lambda.getFunctionConfiguration({ ...fn, Qualifier: '$LATEST' }));
    await s.item('put_reserved', s.lambda.putFunctionConcurrency({ ...fn, ReservedConcurrentExecutions: 0 }));
    await s.refusal('exc_no_cap_requestresponse', s.lambda.invoke(fn));
    const DestinationConfig = { OnFailure: { Destination: s.queueArn() } };
    const config = { ...fn, MaximumRetryAttempts: 0, DestinationConfig };
    await s.item('put_event_invoke_conf', s.lambda.putFunctionEventInvokeConfig(config));
    await s.item('invoke_result', s.lambda.invoke({ ...fn, InvocationType: 'Event' }));
    s.value('msg', withAttributes(await s.receive(), 1));
  }),
];
