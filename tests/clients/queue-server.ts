/** A server that others made and that speaks SQS's API, as where the outcomes of asynchronous events go. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { type SerinProgram, startSerin } from '../serin-program.ts';
import type { ClientSurroundings } from './client.ts';
import { installMoto } from './python-clients.ts';
import { Skipped } from './steps.ts';

const area = 'events';
const account = '000000000000';
/** What a queue waits for a message at most, by one request. */
const waitSeconds = 20;

export async function useQueueServer({ steps }: ClientSurroundings): Promise<void> {
  const moto = await installMoto();
  if (moto.kind === 'absent') {
    await steps.step('moto', 'installation', 'install', () => Promise.reject(new Skipped(moto.reason)));
    return;
  }
  const client = `moto ${moto.version}`;
  await using queues = await startMoto(moto.bin);
  // What it signs with is taken from its environment, where this has some; moto asks for nothing.
  await using serin = await startSerin(['--sqs-endpoint', queues.url]);
  for (const QueueName of ['failed', 'dead-letters']) await queues.call('CreateQueue', { QueueName });
  await steps.step(client, area, "a failed event's record and the event itself arrive in its queues", async () => {
    const requestId = await failOnce(serin);
    const record = await queues.receive('failed');
    equal(record.Body.includes(`"requestId":"${requestId}"`) && record.Body.includes('"RetriesExhausted"'), true);
    const dead = await queues.receive('dead-letters');
    equal(dead.Body, '{"order":7}');
    equal(dead.MessageAttributes?.['RequestID']?.StringValue, requestId);
    equal(dead.MessageAttributes?.['ErrorMessage']?.StringValue, 'on purpose');
  });
}

/** Creates a function that fails, sends it an event, and tells that one's request ID. */
async function failOnce({ endpoint, environment }: SerinProgram): Promise<string | undefined> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION: region } = environment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const config = { endpoint, region, credentials };
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const { Role } = await new IAMClient(config).send(
    new CreateRoleCommand({ RoleName: 'runner', AssumeRolePolicyDocument }),
  );
  const lambda = new Lambda(config);
  const arnOf = (queue: string): string => `arn:aws:sqs:${region}:${account}:${queue}`;
  const fn = { FunctionName: 'orders' };
  await lambda.createFunction({
    ...fn,
    Role: Role?.Arn,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile: packageOf("export const handler = async () => { throw new Error('on purpose'); };") },
    DeadLetterConfig: { TargetArn: arnOf('dead-letters') },
  });
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, fn);
  const DestinationConfig = { OnFailure: { Destination: arnOf('failed') } };
  await lambda.putFunctionEventInvokeConfig({ ...fn, MaximumRetryAttempts: 0, DestinationConfig });
  const { $metadata } = await lambda.invoke({ ...fn, InvocationType: 'Event', Payload: '{"order":7}' });
  return $metadata.requestId;
}

interface Message {
  readonly Body: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
}

async function startMoto(bin: string) {
  const child = spawn(join(bin, 'moto_server'), ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = '';
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
    if (url !== undefined) resolve(url);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`moto ended with ${code}:\n${output}`)));
  const url = await promise;
  const call = async (operation: string, input: object): Promise<unknown> => {
    const headers = {
      // It tells services apart by what a signature is for, and checks none.
      authorization:
        'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
    };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
    if (!answer.ok) throw new Error(`moto: ${operation}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  };
  return {
    url,
    call,
    async receive(queue: string): Promise<Message> {
      const QueueUrl = `${url}/${account}/${queue}`;
      const input = { QueueUrl, WaitTimeSeconds: waitSeconds, MessageAttributeNames: ['All'] };
      // SQS's own form; a message that is missing fails the step.
      const { Messages: [message] = [] } = (await call('ReceiveMessage', input)) as { Messages?: readonly Message[] };
      if (message === undefined) throw new Error(`No message came into the queue ${queue}`);
      return message;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function equal(actual: unknown, wanted: unknown): void {
  if (actual !== wanted) throw new Error(`found ${JSON.stringify(actual)}, wanted ${JSON.stringify(wanted)}`);
}
