/** A function as its only client knows it, and what each operation makes of that. Pure. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { zipOf } from '../../../src/services/lambda/test-zip.fixture.ts';

export interface Settings {
  readonly codeSha256: string;
  /** What the code says of itself when it is invoked. */
  readonly code: string;
  readonly description: string;
  /** The variable LABEL, which an invocation answers with. */
  readonly label: string;
  readonly memory: number;
}

export interface AliasState {
  readonly version: string;
  /** Of the additional version; none: `{}`. */
  readonly weights: Readonly<Record<string, number>>;
  /** Where the answer was lost: `undefined`. */
  readonly revisionId: string | undefined;
}

export interface FunctionState {
  /** Another one of the same name has another. */
  readonly generation: string;
  readonly latest: Settings;
  readonly versions: Readonly<Record<string, Settings>>;
  readonly nextVersion: number;
  readonly lastPublished: { readonly version: string; readonly settings: Settings } | undefined;
  readonly aliases: Readonly<Record<string, AliasState>>;
  readonly statements: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Answers with what it is, and tells of the event by its id, where it has one. */
export function zipSaying(code: string): { readonly zip: Buffer; readonly sha256: string } {
  const zip = zipOf([
    {
      path: 'index.mjs',
      content: `
        export const handler = async ({ id }) => {
          if (id) await fetch(process.env.MARKERS + id);
          const { LABEL: label, AWS_LAMBDA_FUNCTION_VERSION: version } = process.env;
          return { code: ${JSON.stringify(code)}, label, version };
        };`,
    },
  ]);
  return { zip, sha256: createHash('sha256').update(zip).digest('base64') };
}

export function created(latest: Settings, tags: Readonly<Record<string, string>>): FunctionState {
  return {
    generation: latest.code,
    latest,
    versions: {},
    nextVersion: 1,
    lastPublished: undefined,
    aliases: {},
    statements: [],
    tags,
  };
}

/** The version that a publish would answer with: the last one, where nothing changed since. */
export function publishedVersion(state: FunctionState): string {
  const { lastPublished, latest, versions, nextVersion } = state;
  const isUnchanged =
    lastPublished !== undefined &&
    lastPublished.version in versions &&
    isDeepStrictEqual(lastPublished.settings, latest);
  return isUnchanged ? lastPublished.version : String(nextVersion);
}

export function published(state: FunctionState, description?: string): FunctionState {
  const version = publishedVersion(state);
  if (version in state.versions) return state;
  const settings = { ...state.latest, ...(description !== undefined && { description }) };
  return {
    ...state,
    versions: { ...state.versions, [version]: settings },
    nextVersion: state.nextVersion + 1,
    lastPublished: { version, settings: state.latest },
  };
}

export function withoutVersion(state: FunctionState, version: string): FunctionState {
  const { [version]: _, ...versions } = state.versions;
  return { ...state, versions };
}

export function withAlias(state: FunctionState, name: string, alias: AliasState): FunctionState {
  return { ...state, aliases: { ...state.aliases, [name]: alias } };
}

export function withoutAlias(state: FunctionState, name: string): FunctionState {
  const { [name]: _, ...aliases } = state.aliases;
  return { ...state, aliases };
}

/** Those that no alias routes to. */
export function freeVersions(state: FunctionState): string[] {
  const routed = new Set(
    Object.values(state.aliases).flatMap(({ version, weights }) => [version, ...Object.keys(weights)]),
  );
  return Object.keys(state.versions).filter((version) => !routed.has(version));
}
