/** For tests: IAM over a real store in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IamOperations } from '../../api/iam.ts';
import type { Handlers } from '../../api/service.ts';
import type { Caller } from '../../aws/caller.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { createIamService } from './service.ts';

export interface IamFixture extends AsyncDisposable {
  readonly clock: VirtualClock;
  call<Name extends keyof IamOperations>(
    operation: Name,
    input: IamOperations[Name]['input'],
    caller?: Partial<Caller>,
  ): Promise<IamOperations[Name]['output']>;
  /** Closes the store and opens it again, as the next start does. */
  restart(): Promise<void>;
}

const root: Caller = {
  region: 'us-east-1',
  account: '000000000000',
  arn: 'arn:aws:iam::000000000000:root',
  userId: '000000000000',
  accessKeyId: 'AKIAEXAMPLE',
};

export async function openIam(): Promise<IamFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-iam-'));
  const clock = new VirtualClock();
  let store = await openSqliteStore({ folder });
  return {
    clock,
    async call(operation, input, caller) {
      const handlers: Handlers<IamOperations> = createIamService({ store, clock, random: systemRandom });
      const handler = handlers[operation];
      invariant(handler !== undefined, `${operation} is served`);
      const request = { caller: { ...root, ...caller }, requestId: 'request', origin: 'http://127.0.0.1:4566' };
      // The table's types pair each name with its own input and output; a call through a variable name loses the pairing.
      return handler(input as never, request);
    },
    async restart() {
      await store[Symbol.asyncDispose]();
      store = await openSqliteStore({ folder });
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const trustPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

export const accessPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: '*' }],
});
