/** The clients of one run: what each of them works on, and what it knows of that. */
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { ClientEnvironment } from '../killable-serin.ts';
import { chooseAction, remove, sendEvent, type FunctionSurroundings } from './function-actions.ts';
import type { FunctionState } from './function-state.ts';
import {
  chooseObjectAction,
  chooseRoleAction,
  publishLayer,
  type BucketState,
  type LayerState,
  type OtherSurroundings,
  type RolesState,
} from './other-actions.ts';
import { createSeeded, type Seeded } from './seeded.ts';
import { chooseSharedAction, type OwnAlias, type SharedFunction } from './shared-function.ts';
import { ServerGone, Tracked, type World } from './tracked.ts';

export interface SdkClients extends Disposable {
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly iam: IAMClient;
}

export function createSdkClients(environment: ClientEnvironment, endpoint: string): SdkClients {
  const options = {
    endpoint,
    region: environment.AWS_REGION,
    credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY },
    // A request is sent once: what a second one would do is not what the first one did.
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const iam = new IAMClient(options);
  return {
    lambda,
    s3,
    iam,
    [Symbol.dispose]() {
      for (const client of [lambda, s3, iam]) client.destroy();
    },
  };
}

export type Surroundings = FunctionSurroundings & OtherSurroundings;

/** Works alone on what bears its name, so it always knows what must be there. */
export interface Owner {
  readonly random: Seeded;
  /** Never deleted: its events must all run. */
  readonly durable: Tracked<FunctionState | undefined>;
  readonly passing: Tracked<FunctionState | undefined>;
  readonly bucket: Tracked<BucketState>;
  readonly roles: Tracked<RolesState>;
  readonly layer: Tracked<LayerState>;
}

export function createOwner(name: string, seed: number, world: World): Owner {
  return {
    random: createSeeded(seed),
    durable: new Tracked(`${name}-durable`, world, undefined),
    passing: new Tracked(`${name}-passing`, world, undefined),
    bucket: new Tracked<BucketState>(`${name}-bucket`, world, {}),
    roles: new Tracked<RolesState>(`${name}-role`, world, {}),
    layer: new Tracked<LayerState>(`${name}-layer`, world, {}),
  };
}

export const functionsOf = ({ durable, passing }: Owner): readonly Tracked<FunctionState | undefined>[] => [
  durable,
  passing,
];

/** Acts until the server is gone. */
export async function actUntilGone(act: () => Promise<void>): Promise<void> {
  try {
    for (;;) {
      await act();
      // Lets the timer of the kill fire, even if every answer is at hand.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    if (!(error instanceof ServerGone)) throw error;
  }
}

export async function actAsOwner(owner: Owner, around: Surroundings): Promise<void> {
  const { random, durable, passing, bucket, roles, layer } = owner;
  const draw = random.next();
  if (draw < 0.08) await bucket.attempt(chooseObjectAction(bucket.name, bucket.state, around));
  else if (draw < 0.14) await roles.attempt(chooseRoleAction(roles.name, roles.state, around));
  else if (draw < 0.16) await layer.attempt(publishLayer(layer.name, layer.state, around));
  else if (draw < 0.26 && durable.state !== undefined)
    await durable.attempt(sendEvent(durable.name, durable.state, around));
  else if (draw < 0.28 && passing.state !== undefined) await passing.attempt(remove(passing.name, around));
  else {
    const tracked = random.chance(0.5) ? durable : passing;
    const action = chooseAction(tracked, around);
    if (action !== undefined) await tracked.attempt(action);
  }
}

/** One of those who work on the shared function. */
export interface Sharer {
  readonly random: Seeded;
  readonly alias: Tracked<OwnAlias>;
}

export function createSharer(name: string, seed: number, world: World): Sharer {
  return { random: createSeeded(seed), alias: new Tracked<OwnAlias>(`${name}-alias`, world, undefined) };
}

export async function actAsSharer(
  { alias, random }: Sharer,
  shared: SharedFunction,
  around: Pick<Surroundings, 'lambda' | 'fresh'>,
): Promise<void> {
  await alias.attempt(chooseSharedAction(shared, alias.name, alias.state, { ...around, random }));
}
