/** For tests: EventBridge over a real store, on a virtual clock, with targets that keep what they get. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventsOperations } from '../../api/events.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { EventsDependencies } from './context.ts';
import { createEventsService } from './service.ts';

export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:watcher';
export const topicArn = 'arn:aws:sns:us-east-1:000000000000:news';

export const request: RequestContext = {
  caller: {
    region: 'us-east-1',
    account: '000000000000',
    arn: 'arn:aws:iam::000000000000:root',
    userId: '000000000000',
    accessKeyId: 'AKIAEXAMPLE',
  },
  requestId: 'request',
  origin: 'http://127.0.0.1:4566',
};

export type TestEvents = Awaited<ReturnType<typeof openEvents>>;

/** A function and a topic that keep what they get. */
function openTargets(clock: VirtualClock) {
  const received: { readonly targetArn: string; readonly text: string; readonly atMs: number }[] = [];
  let onSend = async (): Promise<void> => undefined;
  const take = async (targetArn = '', text = ''): Promise<void> => {
    await onSend();
    received.push({ targetArn, text, atMs: clock.now() });
  };
  const lambda: EventsDependencies['lambda'] = {
    async Invoke(input) {
      await take(input.FunctionName, Buffer.from(input.Payload ?? []).toString());
      return { StatusCode: 202 };
    },
  };
  const sns: EventsDependencies['sns'] = {
    async Publish(input) {
      await take(input.TopicArn, input.Message);
      return {};
    },
  };
  return {
    received,
    lambda,
    sns,
    /** What targets do from now on when they are told something. */
    onSend(next: () => Promise<void>): void {
      onSend = next;
    },
  };
}

export async function openEvents() {
  const folder = await mkdtemp(join(tmpdir(), 'serin-events-'));
  const clock = new VirtualClock();
  const { received, lambda, sns, onSend } = openTargets(clock);
  const problems: unknown[] = [];
  const open = async () => {
    const store = await openSqliteStore({ folder, commitMoment: 'at-once' });
    const report = (problem: unknown): void => void problems.push(problem);
    const service = createEventsService({ store, clock, random: systemRandom, lambda, sns, report });
    service.start();
    return { store, service };
  };
  let { store, service } = await open();
  const close = async (): Promise<void> => {
    await service[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  return {
    clock,
    received,
    problems,
    get service() {
      return service;
    },
    onSend,
    async call<Name extends keyof EventsOperations>(
      operation: Name,
      input: EventsOperations[Name]['input'],
    ): Promise<EventsOperations[Name]['output']> {
      const handlers: Handlers<EventsOperations> = service.operations;
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
    async restart(): Promise<void> {
      await close();
      ({ store, service } = await open());
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
