/** For tests: SSM over a real store, on a virtual clock. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Handlers } from '../../api/service.ts';
import { ssm as api, type SsmOperations } from '../../api/ssm.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { invariant } from '../../invariant.ts';
import { checkedClient } from '../../platform/checked-client.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { createSsmService } from './service.ts';

export const owner = { region: 'us-east-1', account: '000000000000' };

const request: RequestContext = {
  caller: { ...owner, arn: 'arn:aws:iam::000000000000:root', userId: owner.account, accessKeyId: 'AKIAEXAMPLE' },
  requestId: 'request',
  origin: 'http://127.0.0.1:4566',
};

export type TestSsm = Awaited<ReturnType<typeof openSsm>>;

export async function openSsm() {
  const folder = await mkdtemp(join(tmpdir(), 'serin-ssm-'));
  const clock = new VirtualClock();
  const open = async () => {
    const store = await openSqliteStore({ folder, commitMoment: 'at-once' });
    return { store, operations: checkedClient(createSsmService({ store, clock, random: systemRandom }), api) };
  };
  let { store, operations } = await open();
  return {
    clock,
    /** As the server calls it: what the model refuses does not come so far. */
    async call<Name extends keyof SsmOperations>(
      operation: Name,
      input: SsmOperations[Name]['input'],
    ): Promise<SsmOperations[Name]['output']> {
      const handlers: Handlers<SsmOperations> = operations;
      const handler = handlers[operation];
      invariant(handler !== undefined, `${operation} is served`);
      // The table's types pair each name with its own input and output; a call through a variable name loses the pairing.
      return handler(input as never, request);
    },
    /** Ends the service and the store, and starts both anew. */
    async restart(): Promise<void> {
      await store[Symbol.asyncDispose]();
      ({ store, operations } = await open());
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
