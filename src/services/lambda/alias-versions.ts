/** What an alias points at, read so that it cannot go away before the alias is written. */
import type { Change, Documents, Stored } from '../../storage/documents.ts';
import { findFunction, findVersion } from './records.ts';
import type { FindSettings, Routing } from './resources/alias-routing.ts';
import type { FunctionReference } from './resources/function-reference.ts';
import type { FunctionSettings } from './resources/function.ts';

export interface Routable {
  readonly find: FindSettings;
  /** The documents that the decision rests on. */
  readonly read: readonly Stored<unknown>[];
}

/** Reads the function and the versions that the routing names, as far as they exist. */
export async function readRoutable(
  documents: Documents,
  reference: Pick<FunctionReference, 'owner' | 'name'>,
  routing: Routing,
): Promise<Routable> {
  const record = await findFunction(documents, reference);
  if (record === undefined) return { find: () => undefined, read: [] };
  const settings = new Map<string, FunctionSettings>([['$LATEST', record.value.settings]]);
  const read: Stored<unknown>[] = [record];
  const numbers = new Set([routing.functionVersion, routing.additional?.version ?? '$LATEST']);
  numbers.delete('$LATEST');
  for (const number of numbers) {
    const version = await findVersion(documents, reference.owner, reference.name, number);
    if (version === undefined) continue;
    settings.set(number, version.value.settings);
    read.push(version);
  }
  return { find: (version) => settings.get(version), read };
}

/**
 * Writes documents back as they were read: a delete of a version that looked for aliases at the same
 * time then meets a changed revision and looks again, so no alias is left pointing nowhere.
 */
export function touch(read: readonly Stored<unknown>[]): Change[] {
  return read.map(({ key, value, revision }) => ({ kind: 'put', key, value, ifRevision: revision }));
}
