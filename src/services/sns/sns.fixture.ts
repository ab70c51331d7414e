/** For tests: SNS over a real store, on a virtual clock, with a receiver on a real port. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Handlers } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { SnsDependencies } from './context.ts';
import { createSnsService, type SnsService } from './service.ts';

export const owner = { region: 'us-east-1', account: '000000000000' };
export const origin = 'http://127.0.0.1:4566';

const request: RequestContext = {
  caller: { ...owner, arn: 'arn:aws:iam::000000000000:root', userId: owner.account, accessKeyId: 'AKIAEXAMPLE' },
  requestId: 'request',
  origin,
};

export interface Invocation {
  readonly functionArn: string;
  readonly event: { readonly Records: readonly { readonly Sns: Readonly<Record<string, unknown>> }[] };
  readonly requestId: string;
}

export type TestSns = Awaited<ReturnType<typeof openSns>>;

export async function openSns() {
  const folder = await mkdtemp(join(tmpdir(), 'serin-sns-'));
  const clock = new VirtualClock();
  const invocations: Invocation[] = [];
  const problems: unknown[] = [];
  let invoke = async (): Promise<void> => undefined;
  const lambda: SnsDependencies['lambda'] = {
    async Invoke(input, { requestId }) {
      await invoke();
      const event = JSON.parse(Buffer.from(input.Payload ?? []).toString()) as Invocation['event'];
      invocations.push({ functionArn: input.FunctionName ?? '', event, requestId });
      return { StatusCode: 202 };
    },
  };
  const open = async () => {
    const store = await openSqliteStore({ folder, commitMoment: 'at-once' });
    const report = (problem: unknown): void => void problems.push(problem);
    const service = createSnsService({ store, clock, random: systemRandom, lambda, origin, report });
    return { store, service };
  };
  let { store, service } = await open();
  service.start();
  const close = async (): Promise<void> => {
    await service[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  return {
    clock,
    invocations,
    problems,
    get service(): SnsService {
      return service;
    },
    /** What functions do from now on when they are sent an event. */
    onInvoke(next: () => Promise<void>): void {
      invoke = next;
    },
    async call<Name extends keyof SnsOperations>(
      operation: Name,
      input: SnsOperations[Name]['input'],
    ): Promise<SnsOperations[Name]['output']> {
      const handlers: Handlers<SnsOperations> = service.operations;
      const handler = handlers[operation];
      invariant(handler !== undefined, `${operation} is served`);
      // The table's types pair each name with its own input and output; a call through a variable name loses the pairing.
      return handler(input as never, request);
    },
    /** Moves the clock on, and waits for what that started. */
    async advance(byMs: number): Promise<void> {
      await clock.advance(byMs);
      await service.idle();
    },
    /** Ends the service and the store, and starts both anew; `isDelivering`: and its deliveries too. */
    async restart({ isDelivering = true } = {}): Promise<void> {
      await close();
      ({ store, service } = await open());
      if (isDelivering) service.start();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real server that keeps what it receives and answers as it is told. */
export async function openReceiver() {
  const received: Received[] = [];
  let answers = (): number => 200;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      received.push({ headers: incoming.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answers(), { Location: '/elsewhere' }).end('answer');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  invariant(typeof address === 'object' && address !== null, 'the server listens on a port');
  return {
    url: `http://127.0.0.1:${address.port}/notices`,
    received,
    /** The status of each answer from now on. */
    answer(next: () => number): void {
      answers = next;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
