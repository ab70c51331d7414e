/** For tests: CloudFormation over a real store, on a virtual clock, with types that do as they are told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudformationOperations } from '../../api/cloudformation.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { CloudformationDependencies } from './context.ts';
import { MortalWrites } from './mortal-writes.fixture.ts';
import { waitConditionHandleType } from './resource-types/wait-condition-handle.ts';
import { createCloudformationService, type CloudformationService } from './service.ts';
import { TestPeers } from './test-peers.fixture.ts';
import { TestWorld } from './test-world.fixture.ts';

const owner = { region: 'us-east-1', account: '000000000000' };
export const origin = 'http://127.0.0.1:4566';

const request: RequestContext = {
  caller: { ...owner, arn: 'arn:aws:iam::000000000000:root', userId: owner.account, accessKeyId: 'AKIAEXAMPLE' },
  requestId: 'request',
  origin,
};

export type OpenOptions = Partial<Pick<CloudformationDependencies, 'strictResources' | 'transforms'>>;

export async function openCloudformation(options: OpenOptions = {}): Promise<TestCloudformation> {
  const cloudformation = new TestCloudformation(await mkdtemp(join(tmpdir(), 'serin-cloudformation-')), options);
  await cloudformation.begin();
  return cloudformation;
}

class TestCloudformation {
  readonly clock = new VirtualClock();
  readonly world = new TestWorld();
  readonly peers = new TestPeers();
  readonly problems: unknown[] = [];
  readonly notices: string[] = [];
  readonly #folder: string;
  readonly #options: OpenOptions;
  #mortal = new MortalWrites();
  #service: CloudformationService | undefined;
  #closeStore: () => Promise<void> = async () => undefined;

  constructor(folder: string, options: OpenOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  get service(): CloudformationService {
    invariant(this.#service !== undefined, 'the fixture is open');
    return this.#service;
  }

  async begin(): Promise<void> {
    const store = await openSqliteStore({ folder: this.#folder, commitMoment: 'at-once' });
    this.#closeStore = async () => store[Symbol.asyncDispose]();
    this.#mortal = new MortalWrites();
    const types = [...this.world.types, waitConditionHandleType];
    this.#service = createCloudformationService({
      store: this.#mortal.over(store),
      clock: this.clock,
      random: systemRandom,
      types: new Map(types.map((type) => [type.typeName, type])),
      transforms: {},
      ...this.peers.clients,
      strictResources: false,
      origin,
      report: (problem) => void this.problems.push(problem),
      notice: (text) => void this.notices.push(text),
      ...this.#options,
    });
    this.#service.start();
  }

  call<Name extends keyof CloudformationOperations>(
    operation: Name,
    input: CloudformationOperations[Name]['input'],
  ): Promise<CloudformationOperations[Name]['output']> {
    const handlers: Handlers<CloudformationOperations> = this.service.operations;
    const handler = handlers[operation];
    invariant(handler !== undefined, `${operation} is served`);
    // The input is this operation's own: a table looked up through a variable name loses the pairing.
    return handler(input as never, request);
  }

  /** Moves the clock on, and waits for what that started. */
  async advance(byMs: number): Promise<void> {
    await this.clock.advance(byMs);
    await this.service.idle();
  }

  /** Ends the service and the store, and starts both anew. */
  async restart(): Promise<void> {
    await this.#close();
    await this.begin();
  }

  /** Lets time go by while nothing runs. */
  async pass(byMs: number): Promise<void> {
    await this.#close();
    await this.clock.advance(byMs);
    await this.begin();
    await this.service.idle();
  }

  /** Lets the process die at the write after so many others; `isWritten`: that one still goes through. */
  dieAfter(writes: number, { isWritten }: { readonly isWritten: boolean }): void {
    this.#mortal.dieAfter(writes, isWritten);
  }

  get isDead(): boolean {
    return this.#mortal.isDead;
  }

  /** Starts a new process after the old one died: nothing of it is left but what it wrote. */
  async rise(): Promise<void> {
    this.#mortal.die();
    await this.restart();
  }

  /** Lets all that needs no time happen, and tells the stack's status. */
  async settle(StackName: string): Promise<string> {
    for (let turn = 0; turn < 30; turn += 1) await this.advance(0);
    return (await this.call('DescribeStacks', { StackName })).Stacks?.[0]?.StackStatus ?? '';
  }

  /** `id STATUS reason`, the oldest first. */
  async events(StackName: string): Promise<readonly string[]> {
    const { StackEvents = [] } = await this.call('DescribeStackEvents', { StackName });
    return StackEvents.toReversed().map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason: reason }) =>
      [LogicalResourceId, ResourceStatus, ...(reason === undefined ? [] : [reason])].join(' '),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #close(): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await this.#closeStore();
  }
}

/** A resource of the type that the fixture's world has. */
export const thing = (properties: object = {}, rest: object = {}) => ({
  Type: 'Test::Service::Thing',
  Properties: properties,
  ...rest,
});

export const templateOf = (Resources: object, rest: object = {}): string => JSON.stringify({ Resources, ...rest });
