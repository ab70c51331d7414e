/** After a restart: everything that any client knows, held against what the server has. */
import {
  GetAliasCommand,
  ResourceNotFoundException,
  type FunctionConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { functionsOf, type Owner, type SdkClients, type Sharer } from './clients.ts';
import { requireAnswer } from './function-actions.ts';
import type { FunctionState } from './function-state.ts';
import { listEverything, projectFunction, seeFunction, settled, type VersionLedger } from './observe-functions.ts';
import { seeBucket, seeLayer, seeRoles } from './other-actions.ts';
import type { Seeded } from './seeded.ts';
import { checkShared, type SharedFunction } from './shared-function.ts';
import type { Tracked, World } from './tracked.ts';

export interface CrashWorld {
  readonly world: World;
  readonly owners: readonly Owner[];
  readonly sharers: readonly Sharer[];
  readonly shared: SharedFunction;
  readonly roleArn: string;
  readonly acceptedEvents: Set<string>;
  readonly ledger: VersionLedger;
}

const invokedPerRound = 2;
const invokedAtLast = 40;

export async function verifyWorld(known: CrashWorld, sdk: SdkClients, random: Seeded): Promise<void> {
  const { lambda, s3, iam } = sdk;
  const { world, owners, sharers, shared, ledger } = known;
  const note = (problem: string): void => void world.violations.push(problem);
  const functions = owners.flatMap(functionsOf);
  // Nothing may stay under way, so the listing comes when all of it is done.
  for (const name of (await listEverything(lambda)).keys()) {
    const problem = await settled(lambda, name);
    if (problem !== undefined) note(problem);
  }
  const everything = await listEverything(lambda);
  const expected = new Set([shared.name, ...functions.map(({ name }) => name)]);
  for (const name of everything.keys()) if (!expected.has(name)) note(`nobody made the function ${name}`);
  for (const tracked of functions)
    await verifyFunction(tracked, everything.get(tracked.name) ?? [], { lambda, ledger, note });
  for (const problem of checkShared(shared, everything.get(shared.name) ?? [])) note(problem);
  for (const { alias } of sharers)
    alias.observe(await seeAlias(lambda, shared.name, alias.name), (state) => state, note);
  for (const { bucket, roles, layer } of owners) {
    bucket.observe(await seeBucket(s3, bucket.name), (state) => state, note);
    roles.observe(await seeRoles(iam, roles.name), (state) => state, note);
    layer.observe(await seeLayer(lambda, layer.name), (state) => state, note);
  }
  if (world.violations.length > 0) return;
  for (let count = 0; count < invokedPerRound; count += 1) await invokeSome(functions, lambda, random, note);
}

async function verifyFunction(
  tracked: Tracked<FunctionState | undefined>,
  configurations: readonly FunctionConfiguration[],
  { lambda, ledger, note }: { lambda: LambdaClient; ledger: VersionLedger; note: (problem: string) => void },
): Promise<void> {
  const seen = await seeFunction(lambda, tracked.name, configurations);
  tracked.observe(seen, (state) => projectFunction(state, seen), note);
  if (!tracked.isCertain) return;
  for (const problem of ledger.check(tracked, configurations)) note(problem);
}

async function seeAlias(lambda: LambdaClient, FunctionName: string, Name: string): Promise<string | undefined> {
  try {
    return (await lambda.send(new GetAliasCommand({ FunctionName, Name }))).FunctionVersion;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function invokeSome(
  functions: readonly Tracked<FunctionState | undefined>[],
  lambda: LambdaClient,
  random: Seeded,
  note: (problem: string) => void,
): Promise<void> {
  const { name, state } = random.pick(functions) ?? {};
  const version = random.pick(Object.keys(state?.versions ?? {}));
  if (name === undefined || version === undefined) return;
  await invokeVersion(lambda, name, version, state, note);
}

async function invokeVersion(
  lambda: LambdaClient,
  name: string,
  version: string,
  state: FunctionState | undefined,
  note: (problem: string) => void,
): Promise<void> {
  const settings = state?.versions[version];
  if (settings === undefined) return;
  await requireAnswer(lambda, name, version, settings).catch((error: unknown) =>
    note(`${name}:${version}: ${String(error)}`),
  );
}

/** Invokes versions of every function, spread over their history. */
export async function verifyEveryVersion({ owners, world }: CrashWorld, lambda: LambdaClient): Promise<void> {
  const note = (problem: string): void => void world.violations.push(problem);
  const all = owners
    .flatMap(functionsOf)
    .flatMap(({ name, state }) => Object.keys(state?.versions ?? {}).map((version) => ({ name, state, version })));
  const step = Math.max(1, Math.floor(all.length / invokedAtLast));
  for (const { name, state, version } of all.filter((_, index) => index % step === 0))
    await invokeVersion(lambda, name, version, state, note);
}
