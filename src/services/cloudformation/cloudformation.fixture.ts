/** For tests: CloudFormation over a real store, on a virtual clock, with types that do as they are told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudformationOperations } from '../../api/cloudformation.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { ApiError } from '../../aws/api-error.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { CloudformationDependencies } from './context.ts';
import type { ResourceType } from './resource-type.ts';
import { waitConditionHandleType } from './resource-types/wait-condition-handle.ts';
import { createCloudformationService, type CloudformationService } from './service.ts';
import { MortalWrites } from './mortal-writes.fixture.ts';
import { TestWorld } from './test-world.fixture.ts';

export const owner = { region: 'us-east-1', account: '000000000000' };
export const origin = 'http://127.0.0.1:4566';

export const request: RequestContext = {
  caller: { ...owner, arn: 'arn:aws:iam::000000000000:root', userId: owner.account, accessKeyId: 'AKIAEXAMPLE' },
  requestId: 'request',
  origin,
};

export interface OpenOptions {
  readonly strictResources?: boolean;
  readonly transforms?: CloudformationDependencies['transforms'];
  readonly types?: readonly ResourceType[];
}

/** What a function is asked for a custom resource. */
export interface CustomRequest {
  readonly RequestType: string;
  readonly ResponseURL: string;
  readonly [name: string]: unknown;
}

export async function openCloudformation(options: OpenOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'serin-cloudformation-'));
  const clock = new VirtualClock();
  const world = new TestWorld();
  const problems: unknown[] = [];
  const objects = new Map<string, string>();
  const parameters = new Map<string, string>();
  const invocations: CustomRequest[] = [];
  const alarms = new Map<string, 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>();
  const types = [...world.types, waitConditionHandleType, ...(options.types ?? [])];
  let mortal = new MortalWrites();
  const open = async () => {
    const store = await openSqliteStore({ folder, commitMoment: 'at-once' });
    mortal = new MortalWrites();
    const service = createCloudformationService({
      store: mortal.over(store),
      clock,
      random: systemRandom,
      types: new Map(types.map((type) => [type.typeName, type])),
      transforms: options.transforms ?? {},
      functions: {
        async Invoke({ Payload }) {
          invocations.push(JSON.parse(Buffer.from(Payload ?? []).toString()));
          return { StatusCode: 202 };
        },
      },
      s3: { GetObject: async ({ Bucket, Key }) => ({ Body: readObject(objects, `${Bucket}/${Key}`) }) },
      cloudwatch: {
        DescribeAlarms: async ({ AlarmNames = [] }) => ({
          MetricAlarms: AlarmNames.flatMap((AlarmName) => {
            const StateValue = alarms.get(AlarmName);
            return StateValue === undefined ? [] : [{ AlarmName, StateValue }];
          }),
        }),
      },
      ssm: {
        async GetParameter({ Name = '' }) {
          const Value = parameters.get(Name);
          if (Value === undefined) throw new ApiError('ParameterNotFound', '');
          return { Parameter: { Name, Value } };
        },
      },
      strictResources: options.strictResources ?? false,
      origin,
      report: (problem) => void problems.push(problem),
    });
    return { store, service };
  };
  let { store, service } = await open();
  service.start();
  const close = async (): Promise<void> => {
    await service[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  const call = async <Name extends keyof CloudformationOperations>(
    operation: Name,
    input: CloudformationOperations[Name]['input'],
  ): Promise<CloudformationOperations[Name]['output']> => {
    const handlers: Handlers<CloudformationOperations> = service.operations;
    const handler = handlers[operation];
    invariant(handler !== undefined, `${operation} is served`);
    // The input is this operation's own: a table looked up through a variable name loses the pairing.
    return handler(input as never, request);
  };
  return {
    clock,
    world,
    problems,
    /** What functions were asked. */
    invocations,
    /** Templates in buckets, by `bucket/key`. */
    objects,
    /** Parameters in SSM. */
    parameters,
    alarms,
    get service(): CloudformationService {
      return service;
    },
    get store(): Store {
      return store;
    },
    call,
    /** Moves the clock on, and waits for what that started. */
    async advance(byMs: number): Promise<void> {
      await clock.advance(byMs);
      await service.idle();
    },
    /** Ends the service and the store, and starts both anew. */
    async restart(): Promise<void> {
      await close();
      ({ store, service } = await open());
      service.start();
    },
    /** Lets the process die at the write after so many others; `isWritten`: that one still goes through. */
    dieAfter(writes: number, { isWritten }: { readonly isWritten: boolean }): void {
      mortal.dieAfter(writes, isWritten);
    },
    get isDead(): boolean {
      return mortal.isDead;
    },
    /** Starts a new process after the old one died: nothing of it is left but what it wrote. */
    async rise(): Promise<void> {
      mortal.die();
      await close();
      ({ store, service } = await open());
      service.start();
    },
    /** Lets all that needs no time happen, and tells the stack's status. */
    async settle(StackName: string): Promise<string> {
      for (let turn = 0; turn < 30; turn += 1) {
        await clock.advance(0);
        await service.idle();
      }
      return (await call('DescribeStacks', { StackName })).Stacks?.[0]?.StackStatus ?? '';
    },
    /** `id STATUS reason`, the oldest first. */
    async events(StackName: string): Promise<readonly string[]> {
      const { StackEvents = [] } = await call('DescribeStackEvents', { StackName });
      return StackEvents.toReversed().map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
        [LogicalResourceId, ResourceStatus, ...(ResourceStatusReason === undefined ? [] : [ResourceStatusReason])].join(
          ' ',
        ),
      );
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A resource of the type that the fixture's world has. */
export const thing = (properties: object = {}, rest: object = {}) => ({
  Type: 'Test::Service::Thing',
  Properties: properties,
  ...rest,
});

export const templateOf = (Resources: object, rest: object = {}): string => JSON.stringify({ Resources, ...rest });

function readObject(objects: ReadonlyMap<string, string>, path: string): Uint8Array {
  const text = objects.get(path);
  if (text === undefined) throw new ApiError('NoSuchKey', 'The specified key does not exist.');
  return new TextEncoder().encode(text);
}
