/** For tests: CodeDeploy over a real store with a real IAM beside it, on a virtual clock. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodedeployOperations } from '../../api/codedeploy.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { invariant } from '../../invariant.ts';
import type { Documents } from '../../storage/documents.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { createIamService } from '../iam/service.ts';
import type { CodedeployContext } from './context.ts';
import { createCodedeployService } from './service.ts';

export const owner = { region: 'us-east-1', account: '000000000000' };

export const request: RequestContext = {
  caller: { ...owner, arn: 'arn:aws:iam::000000000000:root', userId: owner.account, accessKeyId: 'AKIAEXAMPLE' },
  requestId: 'request',
  origin: 'http://127.0.0.1:4566',
};

/** The role of the groups in tests: it exists and trusts CodeDeploy. */
export const serviceRoleArn = 'arn:aws:iam::000000000000:role/CodeDeployRole';

export type TestCodedeploy = Awaited<ReturnType<typeof openCodedeploy>>;

export async function openCodedeploy() {
  const folder = await mkdtemp(join(tmpdir(), 'serin-codedeploy-'));
  const clock = new VirtualClock();
  const problems: unknown[] = [];
  const intruder: Intruder = {};
  const open = async () => {
    const store = await openSqliteStore({ folder, commitMoment: 'at-once' });
    const documents = withIntruder(store.documents, intruder);
    const context = createContext({ documents, leases: store.leases }, clock, problems);
    return { store, context, service: createCodedeployService(context) };
  };
  let { store, context, service } = await open();
  await createRole({ store, clock }, 'CodeDeployRole', 'codedeploy.amazonaws.com');
  return {
    clock,
    problems,
    get context(): CodedeployContext {
      return context;
    },
    get documents(): Documents {
      return store.documents;
    },
    async call<Name extends keyof CodedeployOperations>(
      operation: Name,
      input: CodedeployOperations[Name]['input'],
    ): Promise<CodedeployOperations[Name]['output']> {
      const handlers: Handlers<CodedeployOperations> = service.operations;
      const handler = handlers[operation];
      invariant(handler !== undefined, `${operation} is served`);
      // The table's types pair each name with its own input and output; a call through a variable name loses the pairing.
      return handler(input as never, request);
    },
    /** Does something between what the next operation reads and what it writes. */
    beforeNextWrite(act: () => Promise<unknown>): void {
      intruder.act = act;
    },
    /** Makes a role that the service may take on. */
    createRole: (name: string, trusted: string): Promise<void> => createRole({ store, clock }, name, trusted),
    /** An application with one group in it. */
    async createGroup(applicationName = 'shop', deploymentGroupName = 'checkout'): Promise<void> {
      await this.call('CreateApplication', { applicationName, computePlatform: 'Lambda' });
      await this.call('CreateDeploymentGroup', { applicationName, deploymentGroupName, serviceRoleArn });
    },
    /** Closes the store and opens it again, as the next start does. */
    async restart(): Promise<void> {
      await store[Symbol.asyncDispose]();
      ({ store, context, service } = await open());
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Acts once. */
interface Intruder {
  act?: (() => Promise<unknown>) | undefined;
}

function withIntruder(documents: Documents, intruder: Intruder): Documents {
  return {
    get: (key) => documents.get(key),
    list: (query) => documents.list(query),
    watch: (prefix, listener) => documents.watch(prefix, listener),
    async write(changes, options) {
      const { act } = intruder;
      intruder.act = undefined;
      await act?.();
      return documents.write(changes, options);
    },
  };
}

type TestStore = Pick<Store, 'documents' | 'leases'>;

function createContext(store: TestStore, clock: VirtualClock, problems: unknown[]): CodedeployContext {
  const absent = async (): Promise<never> => {
    throw new Error('no peer of this name takes part in the test');
  };
  return {
    store,
    clock,
    random: systemRandom,
    iam: createIamService({ store, clock, random: systemRandom }),
    s3: { GetObject: absent },
    lambda: { GetAlias: absent, GetFunctionConfiguration: absent, UpdateAlias: absent },
    hooks: { Invoke: absent },
    cloudwatch: { DescribeAlarms: absent, DescribeAlarmHistory: absent },
    cloudformation: { DescribeStackEvents: absent },
    sns: { Publish: absent },
    events: { PutEvents: absent },
    parity: 'improved',
    report: (problem) => void problems.push(problem),
  };
}

async function createRole(
  { store, clock }: { readonly store: TestStore; readonly clock: VirtualClock },
  name: string,
  trusted: string,
): Promise<void> {
  const iam = createIamService({ store, clock, random: systemRandom });
  const statement = { Effect: 'Allow', Principal: { Service: trusted }, Action: 'sts:AssumeRole' };
  const policy = { Version: '2012-10-17', Statement: [statement] };
  await iam.CreateRole({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(policy) }, request);
}
