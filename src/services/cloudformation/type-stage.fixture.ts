/**
 * For tests: resource types over all of Serin's services, on a virtual clock. Where a test says so, each
 * call to a handler is made twice and the first answer forgotten, as a crash between two calls does; and
 * the process as a whole can die at any of its writes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceRequest } from '../../aws/service-caller.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { AsynchronousEvent } from '../lambda/asynchronous-event.ts';
import { MortalWrites } from './mortal-writes.fixture.ts';
import { createEngine } from './type-engine.fixture.ts';
import { origin, owner, startWorld, typesOf } from './type-world.fixture.ts';

/** Anything that the test does in between, as a client would. */
export const call = serviceRequest({
  principal: 'cloudformation.amazonaws.com',
  ...owner,
  requestId: 'request',
  origin,
});

export type TypeStage = Awaited<ReturnType<typeof openTypeStage>>;

export async function openTypeStage({ crashes = false }: { readonly crashes?: boolean } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'serin-types-'));
  const clock = new VirtualClock();
  const problems: unknown[] = [];
  const events: AsynchronousEvent[] = [];
  let mortal = new MortalWrites();
  let world = await startWorld({ folder, clock, mortal, problems, events });
  const advance = async (byMs: number): Promise<void> => {
    await clock.advance(byMs);
    await world.idle();
  };
  return {
    ...createEngine({ types: () => typesOf(world), crashes, advance }),
    get clients() {
      return world.clients;
    },
    get lambda() {
      return world.services.lambda.operations;
    },
    get codedeploy() {
      return world.services.codedeploy.operations;
    },
    get cloudwatch() {
      return world.services.cloudwatch.operations;
    },
    get cloudformation() {
      return world.services.cloudformation.operations;
    },
    get s3() {
      return world.s3;
    },
    get iam() {
      return world.iam;
    },
    problems,
    events,
    clock,
    advance,
    async createRole(RoleName: string, service: string): Promise<string> {
      const trust = { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' };
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
      const { Role } = await world.iam.CreateRole({ RoleName, AssumeRolePolicyDocument }, call);
      return Role?.Arn ?? '';
    },
    get isDead(): boolean {
      return mortal.isDead;
    },
    /** Lets the process die at the write after so many others; `isWritten`: that one still goes through. */
    dieAfter: (writes: number, isWritten: boolean): void => mortal.dieAfter(writes, isWritten),
    /** Starts a new process after the old one died: nothing of it is left but what it wrote. */
    async rise(): Promise<void> {
      mortal.die();
      await world[Symbol.asyncDispose]();
      mortal = new MortalWrites();
      world = await startWorld({ folder, clock, mortal, problems, events });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await world[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
