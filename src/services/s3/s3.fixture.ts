/** For tests: S3 over a real store in a folder of its own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Operations } from '../../api/s3.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { ResponseBody } from '../../aws/wire.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { createS3Service } from './service.ts';

export interface S3Fixture extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly store: Store;
  call<Name extends keyof S3Operations>(
    operation: Name,
    input: S3Operations[Name]['input'],
    caller?: Partial<RequestContext['caller']>,
  ): Promise<S3Operations[Name]['output']>;
  /** Closes the store and opens it again, as the next start does. */
  restart(): Promise<void>;
}

export async function openS3(): Promise<S3Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-s3-'));
  const clock = new VirtualClock();
  let store = await openSqliteStore({ folder });
  return {
    clock,
    get store() {
      return store;
    },
    async call(operation, input, caller) {
      const handlers: Handlers<S3Operations> = createS3Service({ store, clock, random: systemRandom });
      const handler = handlers[operation];
      invariant(handler !== undefined, `${operation} is served`);
      // The table's types pair each name with its own input and output; a call through a variable name loses the pairing.
      return handler(input as never, requestOf(caller));
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

function requestOf(caller: Partial<RequestContext['caller']> = {}): RequestContext {
  return {
    caller: {
      region: 'us-east-1',
      account: '000000000000',
      arn: 'arn:aws:iam::000000000000:root',
      userId: '000000000000',
      accessKeyId: 'AKIAEXAMPLE',
      ...caller,
    },
    requestId: 'request',
    origin: 'http://127.0.0.1:4566',
  };
}

export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** The bytes of an answer, wherever they lie. */
export async function readBody(body: ResponseBody | undefined): Promise<string> {
  if (body === undefined) return '';
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const file = await readFile(body.file);
  return file.subarray(body.start, body.start + body.length).toString();
}
