/** Lambda's attachment operations over a real store in a folder of its own, on a virtual clock. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { createAttachmentOperations } from './attachment-operations.ts';
import type { LambdaContext } from './context.ts';
import type { AliasRecord, FunctionRecord, FunctionSettings, VersionRecord } from './resources/function.ts';
import { aliasKey, functionKey, versionKey } from './resources/keys.ts';
import { openZipPackageFolders } from './zip-package-folders.ts';

export const owner = { region: 'us-east-1', account: '123456789012' };
export const functionArnPrefix = 'arn:aws:lambda:us-east-1:123456789012:function';
export const layerArnPrefix = 'arn:aws:lambda:us-east-1:123456789012:layer';

export const request: RequestContext = {
  caller: { ...owner, arn: 'arn:aws:iam::123456789012:root', userId: '123456789012', accessKeyId: 'AKIDEXAMPLE' },
  requestId: 'request-1',
  origin: 'http://127.0.0.1:4566',
};

export const otherAccount: RequestContext = {
  ...request,
  caller: { ...request.caller, account: '210987654321', arn: 'arn:aws:iam::210987654321:root' },
};

/** A zip with one small file, `nodejs/a.js`. */
export const layerZip = Buffer.from(
  'UEsDBBQAAAAAAAAAIQBRRAdACwAAAAsAAAALAAAAbm9kZWpzL2EuanNleHBvcnQge307ClBLAQIUAxQAAAAAAAAAIQBRRAdACwAAAAsAAAALAAAAAAAAAAAAAACkAQAAAABub2RlanMvYS5qc1BLBQYAAAAAAQABADkAAAA0AAAAAAA=',
  'base64',
);

const settings: FunctionSettings = {
  runtime: 'nodejs22.x',
  packageType: 'Zip',
  code: { sha256: 'aaaa', blob: 'bbbb', sizeBytes: 100 },
  role: 'arn:aws:iam::123456789012:role/r',
  handler: 'index.handler',
  description: '',
  timeoutSeconds: 3,
  memoryMiB: 128,
  ephemeralStorageMiB: 512,
  architectures: ['x86_64'],
  layers: [],
  tracingMode: 'PassThrough',
  logging: { format: 'Text', logGroup: '/aws/lambda/fn' },
  snapStartApplyOn: 'None',
};

export type TestLambda = Awaited<ReturnType<typeof openTestLambda>>;

/** With one function `fn`, its versions 1 and 2, and the alias `live` on version 1, if nothing else is asked for. */
export async function openTestLambda(limits: Partial<LambdaContext['limits']> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'serin-lambda-'));
  const store = await openSqliteStore({ folder, commitMoment: 'at-once' });
  const clock = new VirtualClock(Date.UTC(2025, 2, 1, 12, 34, 56));
  const objects = new Map<string, Uint8Array>();
  const packages = await openZipPackageFolders({
    folder: join(folder, 'packages'),
    blobs: store.blobs,
    random: systemRandom,
    clock,
  });
  const context: LambdaContext = {
    store,
    clock,
    random: systemRandom,
    packages,
    s3: {
      GetObject: async ({ Bucket, Key }) => {
        const Body = objects.get(`${Bucket}/${Key}`);
        if (Body === undefined) throw new ApiError('NoSuchKey', 'The specified key does not exist.');
        return { Body };
      },
    },
    iam: { GetRole: async () => Promise.reject(new ApiError('NoSuchEntityException', 'No roles here')) },
    runtimes: { whyUnavailable: async () => undefined },
    limits: { accountConcurrency: 1000, unreservedConcurrencyMin: 100, codeStorageBytes: 1_000_000, ...limits },
    hasQueues: true,
    packageUrl: (blob, { origin }) => `${origin}/packages/${blob}`,
  };
  await putFunction(store, 'fn');
  await putVersion(store, 'fn', '1');
  await putVersion(store, 'fn', '2');
  await putAlias(store, 'fn', 'live', '1');
  return {
    context,
    store,
    clock,
    objects,
    operations: createAttachmentOperations(context),
    async [Symbol.asyncDispose](): Promise<void> {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function putFunction(store: Store, name: string, changes: Partial<FunctionRecord> = {}): Promise<void> {
  const record: FunctionRecord = {
    ...owner,
    name,
    generation: 'g1',
    state: { phase: 'active' },
    lastUpdate: { phase: 'successful' },
    settings,
    revisionId: 'function-revision',
    lastModifiedAt: 0,
    nextVersion: 3,
    tags: {},
    ...changes,
  };
  await store.documents.write([{ kind: 'put', key: functionKey(owner, name), value: record }]);
}

export async function putVersion(
  store: Store,
  functionName: string,
  version: string,
  changes: Partial<VersionRecord> = {},
): Promise<void> {
  const record: VersionRecord = {
    ...owner,
    functionName,
    version,
    generation: 'g1',
    settings,
    state: { phase: 'active' },
    revisionId: `version-${version}-revision`,
    lastModifiedAt: 0,
    ...changes,
  };
  await store.documents.write([{ kind: 'put', key: versionKey(owner, functionName, version), value: record }]);
}

export async function putAlias(
  store: Store,
  functionName: string,
  name: string,
  functionVersion: string,
  additional?: AliasRecord['additional'],
): Promise<void> {
  const record: AliasRecord = {
    ...owner,
    functionName,
    name,
    description: '',
    functionVersion,
    revisionId: `alias-${name}-revision`,
    ...(additional === undefined ? {} : { additional }),
  };
  await store.documents.write([{ kind: 'put', key: aliasKey(owner, functionName, name), value: record }]);
}

export async function readFunction(store: Store, name = 'fn'): Promise<FunctionRecord> {
  const stored = await store.documents.get<FunctionRecord>(functionKey(owner, name));
  if (stored === undefined) throw new Error(`No function ${name}`);
  return stored.value;
}

/** What a call was refused with, in the order in which AWS shows it. */
export async function refusal(call: Promise<unknown>): Promise<{ type: string; message: string; Type: unknown }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return { type: error.type, message: error.message, Type: error.members['Type'] };
    throw error;
  }
  throw new Error('The call was not refused');
}
