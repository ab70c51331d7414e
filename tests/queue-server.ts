/** A small server that speaks as much of SQS's API as Serin asks for: it takes messages, and checks who sends them. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { findAuthorization } from '../src/protocol/sigv4/authorization.ts';
import { SigningKeys, verifySignature } from '../src/protocol/sigv4/verify.ts';

/** As `ReceiveMessage` answers it. */
export interface QueuedMessage {
  readonly Body: string;
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;
  /** `AWSTraceHeader`, where the sender told one. */
  readonly trace?: string;
}

interface SendMessage {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageAttributes?: NonNullable<QueuedMessage['MessageAttributes']>;
  readonly MessageSystemAttributes?: { readonly AWSTraceHeader?: { readonly StringValue: string } };
}

export const queueCredentials = { accessKeyId: 'queue-sender', secretAccessKey: 'of-the-queues' } as const;

export type QueueServer = Awaited<ReturnType<typeof openQueueServer>>;

export async function openQueueServer() {
  const messages: { readonly queue: string; readonly message: QueuedMessage }[] = [];
  const faults: { readonly status: number; readonly type: string }[] = [];
  const waiting = new Set<() => void>();
  const keys = new SigningKeys();
  let requests = 0;

  /** The refusal of a request; `undefined`: it was taken. */
  const take = (incoming: IncomingMessage, body: Buffer): { status: number; type: string } | undefined => {
    requests += 1;
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const request = { method: 'POST', path: incoming.url ?? '', query: '', headers, body };
    const found = findAuthorization(request);
    if (found.kind !== 'found' || found.authorization.credential.accessKeyId !== queueCredentials.accessKeyId)
      return { status: 403, type: 'com.amazon.coral.service#UnrecognizedClientException' };
    const context = { keys, nowMs: Date.now() };
    const { kind } = verifySignature(request, found.authorization, queueCredentials.secretAccessKey, context);
    if (kind !== 'valid') return { status: 403, type: 'com.amazon.coral.service#InvalidSignatureException' };
    if (incoming.headers['x-amz-target'] !== 'AmazonSQS.SendMessage')
      return { status: 400, type: 'com.amazonaws.sqs#UnsupportedOperation' };
    const fault = faults.shift();
    if (fault !== undefined) return fault;
    // What is missing in it shows in what a test expects.
    const input = JSON.parse(body.toString()) as SendMessage;
    messages.push({ queue: input.QueueUrl, message: describeMessage(input) });
    return undefined;
  };

  const server = createServer((incoming, response) => {
    void (async () => {
      const refusal = take(incoming, await buffer(incoming));
      response.writeHead(refusal?.status ?? 200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(refusal === undefined ? { MessageId: randomUUID() } : { __type: refusal.type }));
      for (const wake of waiting) wake();
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add(resolve);
      await promise;
      waiting.delete(resolve);
    }
  };

  return {
    url,
    /** The next message of a queue: one that came already, or the one to come. */
    async receive(account: string, name: string): Promise<QueuedMessage> {
      const isMeant = ({ queue }: { readonly queue: string }): boolean => queue === `${url}/${account}/${name}`;
      await until(() => messages.some(isMeant));
      const [taken] = messages.splice(messages.findIndex(isMeant), 1);
      if (taken === undefined) throw new Error('A message that was there is gone');
      return taken.message;
    },
    /** All that has come into a queue and was not received. */
    waitingIn: (account: string, name: string): readonly QueuedMessage[] =>
      messages.filter(({ queue }) => queue === `${url}/${account}/${name}`).map(({ message }) => message),
    /** Resolves when the condition holds, asked again after each request. */
    until,
    /** Answers one request with a refusal. */
    refuse(status: number, type: string): void {
      faults.push({ status, type });
    },
    /** Resolves once so many requests have been answered. */
    answered: (count: number): Promise<void> => until(() => requests >= count),
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function describeMessage(input: SendMessage): QueuedMessage {
  const { MessageBody: Body, MessageAttributes } = input;
  const trace = input.MessageSystemAttributes?.AWSTraceHeader?.StringValue;
  return {
    Body,
    MessageId: randomUUID(),
    ReceiptHandle: Buffer.from(randomUUID()).toString('base64'),
    MD5OfBody: md5(Body),
    ...(MessageAttributes && {
      MessageAttributes,
      // SQS hashes another form of them; here it only stands for one.
      MD5OfMessageAttributes: md5(JSON.stringify(MessageAttributes)),
    }),
    ...(trace !== undefined && { trace }),
  };
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
