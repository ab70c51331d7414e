/**
 * The AppSpec file of a deployment to Lambda: which alias moves from which version to which, and the
 * hooks that test it. Its keys may be written in any case, as AWS's own documents do.
 */
import { parseDocument } from 'yaml';

export interface AppSpec {
  /** Name or ARN. */
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  /** Names or ARNs of functions. */
  readonly hooks: { readonly before?: string; readonly after?: string };
}

export type AppSpecResult =
  | { readonly kind: 'app-spec'; readonly spec: AppSpec }
  /** `detail`: AWS's sentence on what is wrong, where it has one. */
  | { readonly kind: 'invalid'; readonly detail?: string };

const notWellFormed = 'The input AppSpec file is a not well-formed yaml. The template cannot be parsed.';
const withoutName = 'The Lambda function name cannot be null or empty';
const invalid = (detail?: string): AppSpecResult =>
  detail === undefined ? { kind: 'invalid' } : { kind: 'invalid', detail };

/** Reads YAML or JSON, which YAML includes. */
export function parseAppSpec(text: string): AppSpecResult {
  const root = parseYaml(text);
  if (root === undefined) return invalid(notWellFormed);
  const version = member(root, 'version');
  const resources = member(root, 'resources');
  if (
    Number(version) !== 0 ||
    version === '' ||
    version === null ||
    !Array.isArray(resources) ||
    resources.length !== 1
  )
    return invalid();
  const [resource] = Object.values(asRecord(resources[0]) ?? {});
  if (member(resource, 'type') !== 'AWS::Lambda::Function') return invalid();
  const properties = member(resource, 'properties');
  const functionName = textOf(member(properties, 'name'));
  if (functionName === undefined) return invalid(withoutName);
  const alias = textOf(member(properties, 'alias'));
  const currentVersion = versionOf(member(properties, 'currentversion'));
  const targetVersion = versionOf(member(properties, 'targetversion'));
  if (alias === undefined || currentVersion === undefined || targetVersion === undefined) return invalid();
  const hooks = parseHooks(member(root, 'hooks'));
  if ('kind' in hooks) return hooks;
  return { kind: 'app-spec', spec: { functionName, alias, currentVersion, targetVersion, hooks } };
}

/** The file that moves an alias the other way, as CodeDeploy would be given it; without hooks. */
export function formatAppSpec({ functionName, alias, currentVersion, targetVersion }: Omit<AppSpec, 'hooks'>): string {
  const properties = { Name: functionName, Alias: alias, CurrentVersion: currentVersion, TargetVersion: targetVersion };
  const resource = { Type: 'AWS::Lambda::Function', Properties: properties };
  return JSON.stringify({ version: 0.0, Resources: [{ [alias]: resource }] });
}

function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
    const root: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
    return asRecord(root);
  } catch {
    // More aliases than any AppSpec file has use for.
    return undefined;
  }
}

const stages: Readonly<Record<string, 'before' | 'after'>> = {
  beforeallowtraffic: 'before',
  afterallowtraffic: 'after',
};

/** A list of maps with a key each; a hook that is named without a function is an error of its own. */
function parseHooks(value: unknown): AppSpec['hooks'] | Extract<AppSpecResult, { kind: 'invalid' }> {
  if (value === undefined || value === null) return {};
  if (!Array.isArray(value)) return { kind: 'invalid' };
  const hooks: { before?: string; after?: string } = {};
  for (const [name, given] of value.flatMap((item: unknown) => Object.entries(asRecord(item) ?? { '': item }))) {
    const stage = stages[name.toLowerCase()];
    if (stage === undefined || hooks[stage] !== undefined) return { kind: 'invalid' };
    const functionName = textOf(given);
    if (functionName === undefined) return { kind: 'invalid', detail: withoutName };
    hooks[stage] = functionName;
  }
  return hooks;
}

function member(value: unknown, name: string): unknown {
  const found = Object.entries(asRecord(value) ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** A published version's number. `$LATEST` can change between two calls, so nothing is shifted to or from it. */
function versionOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : textOf(value);
  return text !== undefined && /^[1-9]\d*$/.test(text) ? text : undefined;
}
