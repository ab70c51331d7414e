/** What differs between the configurations of two versions, by the names that AWS's API has for it. Pure. */
export interface ConfigurationDifference {
  /** As `MemorySize`, `Environment.STAGE`, `Layers.0.Arn`. */
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
}

/** What every version has of its own, whether anything was changed or not; the code is compared by its files. */
const ownMembers: ReadonlySet<string> = new Set([
  'CodeSha256',
  'CodeSize',
  'FunctionArn',
  'LastModified',
  'LastUpdateStatus',
  'LastUpdateStatusReason',
  'LastUpdateStatusReasonCode',
  'MasterArn',
  'RevisionId',
  'State',
  'StateReason',
  'StateReasonCode',
  'Version',
]);

export function compareConfigurations(from: object, to: object): readonly ConfigurationDifference[] {
  const [before, after] = [flatten(from), flatten(to)];
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => describe(name, before.get(name), after.get(name)));
}

function describe(name: string, from: string | undefined, to: string | undefined): ConfigurationDifference {
  return { name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function flatten(configuration: object): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, name: string): void => {
    if (value === undefined || value === null) return;
    if (typeof value !== 'object') found.set(name, String(value));
    else
      for (const [key, member] of Object.entries(value))
        // The variables stand one level deeper than anybody looks for them.
        walk(member, key === 'Variables' && name === 'Environment' ? name : `${name}.${key}`);
  };
  for (const [name, value] of Object.entries(configuration)) if (!ownMembers.has(name)) walk(value, name);
  return found;
}
