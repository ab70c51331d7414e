/** Reads back everything that the server holds of functions, and holds it against what clients know. */
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListAliasesCommand,
  ListTagsCommand,
  ResourceNotFoundException,
  paginateListFunctions,
  type FunctionConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { isDeepStrictEqual } from 'node:util';
import { shownSettings } from './function-actions.ts';
import type { AliasState, FunctionState, Settings } from './function-state.ts';
import type { Tracked } from './tracked.ts';

type Shown = Omit<Settings, 'code'>;

/** What can be seen of a function from outside. */
export interface SeenFunction {
  readonly latest: Shown;
  readonly versions: Readonly<Record<string, Shown>>;
  readonly aliases: Readonly<Record<string, AliasState>>;
  readonly statements: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Met by a function that stays pending for ever, never by one on a busy machine. */
const settleMaxMs = 180_000;
const pollMs = 10;

/** Every version of every function, `$LATEST` too, by the function's name. */
export async function listEverything(lambda: LambdaClient): Promise<Map<string, FunctionConfiguration[]>> {
  const byName = new Map<string, FunctionConfiguration[]>();
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, { FunctionVersion: 'ALL' })) {
    for (const configuration of Functions) {
      const name = configuration.FunctionName ?? '';
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [configuration]);
      else known.push(configuration);
    }
  }
  return byName;
}

/** Waits until nothing of the function is under way any more; says what became of it otherwise. */
export async function settled(lambda: LambdaClient, FunctionName: string): Promise<string | undefined> {
  const startedAt = Date.now();
  for (;;) {
    const { State, LastUpdateStatus } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    if (State === 'Active' && LastUpdateStatus === 'Successful') return undefined;
    const isUnderWay = State === 'Pending' || LastUpdateStatus === 'InProgress';
    if (!isUnderWay || Date.now() - startedAt > settleMaxMs) return `${FunctionName} is ${State}, ${LastUpdateStatus}`;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** `undefined`: there is no such function, and nothing is left of it. */
export async function seeFunction(
  lambda: LambdaClient,
  FunctionName: string,
  configurations: readonly FunctionConfiguration[],
): Promise<SeenFunction | undefined> {
  if (configurations.length === 0) return undefined;
  const { Configuration, Code, Tags = {} } = await lambda.send(new GetFunctionCommand({ FunctionName }));
  if (Configuration === undefined || Code?.Location === undefined) throw new Error(`GetFunction of ${FunctionName}`);
  const { Aliases = [] } = await lambda.send(new ListAliasesCommand({ FunctionName }));
  const listed = await lambda.send(new ListTagsCommand({ Resource: Configuration.FunctionArn }));
  if (!isDeepStrictEqual(Tags, listed.Tags ?? {}))
    throw new Error(`GetFunction and ListTags of ${FunctionName} differ`);
  const versions = configurations.filter(({ Version }) => Version !== '$LATEST');
  return {
    latest: shownSettings(Configuration),
    versions: Object.fromEntries(versions.map((version) => [version.Version, shownSettings(version)])),
    aliases: Object.fromEntries(
      Aliases.map(({ Name, FunctionVersion, RoutingConfig, RevisionId }) => [
        Name,
        {
          version: FunctionVersion ?? '',
          weights: RoutingConfig?.AdditionalVersionWeights ?? {},
          revisionId: RevisionId,
        },
      ]),
    ),
    statements: await listStatements(lambda, FunctionName),
    tags: Tags,
  };
}

async function listStatements(lambda: LambdaClient, FunctionName: string): Promise<string[]> {
  try {
    const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName }));
    const { Statement } = JSON.parse(Policy) as { Statement: readonly { Sid: string }[] };
    return Statement.map(({ Sid }) => Sid);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}

/** What a state looks like from outside. A revision that the client could not learn is what it is found to be. */
export function projectFunction(
  state: FunctionState | undefined,
  seen: SeenFunction | undefined,
): SeenFunction | undefined {
  if (state === undefined) return undefined;
  const aliases = Object.entries(state.aliases).map(([name, alias]) => [
    name,
    { ...alias, revisionId: alias.revisionId ?? seen?.aliases[name]?.revisionId },
  ]);
  return {
    latest: withoutCode(state.latest),
    versions: Object.fromEntries(
      Object.entries(state.versions).map(([version, settings]) => [version, withoutCode(settings)]),
    ),
    aliases: Object.fromEntries(aliases),
    statements: state.statements,
    tags: state.tags,
  };
}

function withoutCode(settings: Settings): Shown {
  const { code: _, ...shown } = settings;
  return shown;
}

/**
 * A version's whole configuration, when it is seen for the first time, is what it must be for ever
 * after.
 */
export class VersionLedger {
  readonly #seen = new Map<string, Map<string, string>>();

  check(
    { name, state }: Tracked<FunctionState | undefined>,
    configurations: readonly FunctionConfiguration[],
  ): string[] {
    if (state === undefined) return [];
    const key = `${name} ${state.generation}`;
    const known = this.#seen.get(key) ?? new Map<string, string>();
    this.#seen.set(key, known);
    const changed: string[] = [];
    for (const configuration of configurations) {
      const { Version = '' } = configuration;
      if (Version === '$LATEST') continue;
      const now = JSON.stringify(configuration);
      const before = known.get(Version) ?? now;
      if (before !== now) changed.push(`${name}:${Version} has changed\n   was ${before}\n   now is ${now}`);
      known.set(Version, now);
    }
    return changed;
  }
}
