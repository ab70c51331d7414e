/**
 * Sends messages to SQS queues on a server that speaks SQS's API: AWS's JSON protocol with
 * Signature Version 4, as AWS's own clients do.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { parseArn } from '../aws/arn.ts';
import type { WireRequest } from '../aws/wire.ts';
import { signRequest } from '../protocol/sigv4/sign.ts';
import type { Clock } from '../time/clock.ts';
import type { QueueConfig } from './config.ts';

export interface QueueMessage {
  readonly queueArn: string;
  readonly body: string;
  readonly attributes?: Readonly<Record<string, QueueAttribute>>;
  /** Value of the X-Amzn-Trace-Id header. */
  readonly traceId?: string;
}

export interface QueueAttribute {
  readonly DataType: 'String' | 'Number';
  readonly StringValue: string;
}

/** A rejection may be tried again; `undeliverable`: the message cannot be taken, now or later. */
export type SendToQueue = (message: QueueMessage) => Promise<'delivered' | 'undeliverable'>;

/** The wall's: the server is outside of Serin. */
const timeLimitMs = 15_000;

/**
 * Refusals of the message itself. Any other may pass: a queue can be made, a permission be given, a
 * server come back.
 */
const finalRefusals = [
  'InvalidMessageContents',
  'InvalidParameterValue',
  'InvalidAttributeValue',
  'MissingParameter',
  'UnsupportedOperation',
  'BatchRequestTooLong',
];

export function createQueueSender(queues: QueueConfig, clock: Clock): SendToQueue {
  if (queues.kind !== 'endpoint') return async () => 'undeliverable';
  const { url, credentials } = queues;
  return async (message) => {
    const { region = '', account = '', resource = '' } = parseArn(message.queueArn) ?? {};
    // As AWS, which takes such targets and then cannot reach them.
    if (resource.endsWith('.fifo')) return 'undeliverable';
    const endpoint = new URL(url);
    const body = JSON.stringify(describeInput(message, `${endpoint.origin}/${account}/${resource}`));
    const unsigned = describeRequest(endpoint, body, credentials.sessionToken);
    const signed = signRequest(unsigned, { ...credentials, region, service: 'sqs', nowMs: clock.realNow() });
    const answer = await post(endpoint, signed, clock);
    if (answer.status === 200) return 'delivered';
    const refusal = errorCode(answer.body);
    if (answer.status === 400 && finalRefusals.some((code) => refusal.includes(code))) return 'undeliverable';
    throw new QueueUnavailable(message.queueArn, endpoint.host, `${answer.status} ${refusal}`.trim());
  };
}

function describeInput({ body, attributes, traceId }: QueueMessage, QueueUrl: string): object {
  return {
    QueueUrl,
    MessageBody: body,
    ...(attributes !== undefined && { MessageAttributes: attributes }),
    ...(traceId !== undefined && {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceId } },
    }),
  };
}

function describeRequest(endpoint: URL, body: string, sessionToken: string | undefined): WireRequest {
  return {
    method: 'POST',
    path: endpoint.pathname,
    query: '',
    headers: {
      host: endpoint.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    },
    body: Buffer.from(body),
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function post(endpoint: URL, { headers, body }: WireRequest, clock: Clock): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const send = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(endpoint, {
    method: 'POST',
    // A connection that is kept may be one that the server is about to close.
    agent: false,
    headers: { ...headers, 'content-length': String(body.length) },
  });
  const timer = clock.setRealTimer(timeLimitMs, () => {
    request.destroy(new Error(`${endpoint.host} did not answer within ${timeLimitMs / 1000} seconds`));
  });
  request.on('response', (response) => {
    text(response).then((answered) => resolve({ status: response.statusCode ?? 0, body: answered }), reject);
  });
  request.on('error', reject);
  request.on('close', () => timer.cancel());
  request.end(body);
  return promise;
}

/** As `com.amazonaws.sqs#QueueDoesNotExist`; empty where the server says nothing of the kind. */
function errorCode(body: string): string {
  try {
    const error: unknown = JSON.parse(body);
    if (typeof error === 'object' && error !== null && '__type' in error) return String(error['__type']);
  } catch {
    // A proxy's page, or nothing.
  }
  return '';
}

class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';

  constructor(queueArn: string, host: string, answer: string) {
    super(`A message for ${queueArn} was not taken by ${host}: ${answer}`);
  }
}
