/** Parameters and their versions in the store. */
import type { Owner } from './resources/keys.ts';
import type { Documents, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import { retryConflicts as retry } from '../../storage/retry-on-conflict.ts';
import type { SsmContext } from './context.ts';
import { labelNotFound, parameterNotFound, tooManyUpdates, versionNotFound } from './errors.ts';
import { parameterKey, type ParameterReference, versionKey, versionsPrefix } from './resources/keys.ts';
import type { ParameterRecord, ParameterVersion } from './resources/parameter.ts';
import { parseSelection, type Selection } from './resources/parameter-name.ts';

type StoreHolder = Pick<SsmContext, 'store'>;

export const findParameter = (
  { store }: StoreHolder,
  reference: ParameterReference,
): Promise<Stored<ParameterRecord> | undefined> => store.documents.get<ParameterRecord>(parameterKey(reference));

/** By name or ARN, with nothing behind it. */
export async function requireParameter(
  context: StoreHolder,
  owner: Owner,
  given: string,
): Promise<Stored<ParameterRecord>> {
  const { names, selector } = parseSelection(given, owner);
  const found = selector === undefined ? await findFirst(context, owner, names) : undefined;
  if (found === undefined) throw parameterNotFound(given);
  return found;
}

async function findFirst(
  context: StoreHolder,
  { region, account }: Owner,
  names: readonly string[],
): Promise<Stored<ParameterRecord> | undefined> {
  for (const name of names) {
    const found = await findParameter(context, { region, account, name });
    if (found !== undefined) return found;
  }
  return undefined;
}

export interface SelectedVersion {
  readonly parameter: ParameterRecord;
  readonly version: ParameterVersion;
  readonly selector?: string;
}

/** The version that a name, with what stands behind its colon, means. */
export async function requireSelected(context: StoreHolder, owner: Owner, given: string): Promise<SelectedVersion> {
  const selection = parseSelection(given, owner);
  const stored = await findFirst(context, owner, selection.names);
  if (stored === undefined) throw parameterNotFound(given);
  const parameter = stored.value;
  const { selector } = selection;
  if (selector === undefined) return { parameter, version: parameter.latest };
  const version = await findVersion(context, parameter, numberOf(parameter, selection));
  if (version === undefined) throw selectorNotFound(parameter, selector);
  return { parameter, version, selector };
}

function numberOf({ labels }: ParameterRecord, { selector = '' }: Selection): number | undefined {
  const text = selector.slice(1);
  if (/^\d+$/.test(text)) return Number(text);
  return Object.hasOwn(labels, text) ? labels[text] : undefined;
}

function selectorNotFound({ name }: ParameterRecord, selector: string) {
  const text = selector.slice(1);
  return /^\d+$/.test(text) ? versionNotFound(name, Number(text)) : labelNotFound(name, text);
}

export async function findVersion(
  { store }: StoreHolder,
  parameter: ParameterRecord,
  version: number | undefined,
): Promise<ParameterVersion | undefined> {
  if (version === undefined) return undefined;
  if (version === parameter.latest.version) return parameter.latest;
  return (await store.documents.get<ParameterVersion>(versionKey(parameter, version)))?.value;
}

/** All but the latest, the oldest first; AWS keeps a hundred of one parameter, and so does Serin. */
export const readPastVersions = (
  documents: Documents,
  parameter: ParameterReference,
): Promise<readonly Stored<ParameterVersion>[]> =>
  Array.fromAsync(readAll<ParameterVersion>(documents, versionsPrefix(parameter)));

/** Repeats a read, a decision and a write until no other write came between. */
export const retryConflicts = <T>(attempt: () => Promise<T>): Promise<T> => retry(attempt, tooManyUpdates);
