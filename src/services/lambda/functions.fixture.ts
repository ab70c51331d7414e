/** Lambda's whole control plane over a real store in a folder of its own, on a virtual clock. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaOperations } from '../../api/lambda.ts';
import type { Handlers } from '../../api/service.ts';
import { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { LambdaContext } from './context.ts';
import type { RoutingChange } from './routing-change.ts';
import { createLambdaService } from './service.ts';
import { settleMs } from './state-runner.ts';
import { packageOf } from './test-zip.fixture.ts';
import { openZipPackageFolders } from './zip-package-folders.ts';

export const owner = { region: 'us-east-1', account: '123456789012' };
export const roleArn = 'arn:aws:iam::123456789012:role/runner';
export const fnArn = 'arn:aws:lambda:us-east-1:123456789012:function:fn';

export const request: RequestContext = {
  caller: { ...owner, arn: 'arn:aws:iam::123456789012:root', userId: '123456789012', accessKeyId: 'AKIDEXAMPLE' },
  requestId: 'request-1',
  origin: 'http://127.0.0.1:4566',
};

/** The least that a function needs. */
export const minimal = {
  FunctionName: 'fn',
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Role: roleArn,
  Code: { ZipFile: packageOf('export const handler = () => 1;') },
} as const;

export interface FixtureOptions {
  readonly limits?: Partial<LambdaContext['limits']>;
  /** Trust policies by role name, as IAM hands them out; those that the role `runner` is not among. */
  readonly trust?: Readonly<Record<string, string>>;
}

const trusting = encodeURIComponent(
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }),
);

type Call = <Name extends keyof LambdaOperations>(
  name: Name,
  input: LambdaOperations[Name]['input'],
  as?: RequestContext,
) => Promise<LambdaOperations[Name]['output']>;

export type TestLambda = Awaited<ReturnType<typeof openLambda>>;

export async function openLambda(options: FixtureOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'serin-functions-'));
  const objects = new Map<string, Uint8Array>();
  const started = await startLambda(folder, objects, options);
  return {
    folder,
    objects,
    ...started,
    async [Symbol.asyncDispose](): Promise<void> {
      await started.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the service over what lies in the folder, as a process does at its start. */
export async function startLambda(folder: string, objects: Map<string, Uint8Array>, options: FixtureOptions = {}) {
  const store = await openSqliteStore({ folder, commitMoment: 'at-once' });
  const clock = new VirtualClock(Date.UTC(2025, 2, 1, 12, 34, 56));
  const packages = await openZipPackageFolders({
    folder: join(folder, 'packages'),
    blobs: store.blobs,
    random: systemRandom,
    clock,
  });
  const context = createContext({ store, clock, packages }, objects, options);
  const service = createLambdaService(context);
  const changes: RoutingChange[] = [];
  await service.start();
  const routing = await service.startRouting((change) => void changes.push(change));
  // The handler of a name takes that name's input: the table's own type says so.
  const call: Call = async (name, input, as = request) => {
    const handlers: Handlers<LambdaOperations> = service.operations;
    const handler = handlers[name] as ((input: unknown, request: RequestContext) => Promise<never>) | undefined;
    invariant(handler !== undefined, `${name} is served`);
    return await handler(input, as);
  };
  const settle = async (): Promise<void> => {
    await clock.advance(settleMs);
    await service.idle();
  };
  return {
    store,
    clock,
    context,
    service,
    call,
    /** What was sent to the data plane so far, oldest first. */
    changes,
    /** Lets what is under way come to its end. */
    settle,
    /** Creates `fn`, active. */
    async create(input: Partial<LambdaOperations['CreateFunction']['input']> = {}): Promise<void> {
      await call('CreateFunction', { ...minimal, ...input });
      await settle();
    },
    async stop(): Promise<void> {
      routing[Symbol.dispose]();
      await service[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

function createContext(
  ports: Pick<LambdaContext, 'store' | 'clock' | 'packages'>,
  objects: ReadonlyMap<string, Uint8Array>,
  { limits = {}, trust = {} }: FixtureOptions,
): LambdaContext {
  const roles: Readonly<Record<string, string>> = { runner: trusting, other: trusting, ...trust };
  return {
    ...ports,
    random: systemRandom,
    s3: {
      GetObject: async ({ Bucket, Key }) => {
        const Body = objects.get(`${Bucket}/${Key}`);
        if (Bucket === 'missing') throw new ApiError('NoSuchBucket', 'The specified bucket does not exist');
        if (Body === undefined) throw new ApiError('NoSuchKey', 'The specified key does not exist.');
        return { Body };
      },
    },
    iam: {
      GetRole: async ({ RoleName = '' }) => {
        const document = roles[RoleName];
        if (document === undefined)
          throw new ApiError('NoSuchEntityException', `The role with name ${RoleName} cannot be found.`);
        const Arn = `arn:aws:iam::123456789012:role/${RoleName}`;
        return {
          Role: {
            Path: '/',
            RoleName,
            RoleId: 'AROAEXAMPLE',
            Arn,
            CreateDate: new Date(0),
            AssumeRolePolicyDocument: document,
          },
        };
      },
    },
    runtimes: {
      whyUnavailable: async (runtime) =>
        runtime.startsWith('java') ? `The runtime ${runtime} needs Java, which is not installed.` : undefined,
    },
    limits: { accountConcurrency: 1000, unreservedConcurrencyMin: 100, codeStorageBytes: 80_530_636_800, ...limits },
    hasQueues: true,
    packageUrl: (blob, { origin }) => `${origin}/packages/${blob}`,
  };
}
