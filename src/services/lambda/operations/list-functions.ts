import type { RequestContext } from '../../../aws/caller.ts';
import type { Documents, Stored } from '../../../storage/documents.ts';
import type { LambdaContext } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { formatMarker, parseMarker } from '../marker-page.ts';
import { pageSize } from '../page-size.ts';
import { describeLatest, describeListedVersion } from '../resources/describe-function.ts';
import type { FunctionRecord, VersionRecord } from '../resources/function.ts';
import { functionKey, functionsPrefix, ownerPrefix, parseKey, versionsPrefix, type Owner } from '../resources/keys.ts';
import type { FunctionConfiguration, Request, Response } from '../wire.ts';

type Input = Request<'ListFunctions'>;

/** The account's functions in the region by name; with `FunctionVersion=ALL`, each followed by its versions. */
export async function listFunctions(
  input: Input,
  { caller }: RequestContext,
  { store }: LambdaContext,
): Promise<Response<'ListFunctions'>> {
  const owner = { region: caller.region, account: caller.account };
  const withVersions = input.FunctionVersion === 'ALL';
  if (input.MasterRegion !== undefined && !withVersions)
    throw invalidParameter('MasterRegion requires FunctionVersion to be ALL.');
  // A master region asks for replicas of Lambda@Edge functions, of which there are none here.
  if (input.MasterRegion !== undefined && input.MasterRegion !== 'ALL') return { Functions: [] };
  const limit = pageSize(input.MaxItems);
  const prefix = ownerPrefix(owner);
  const place = input.Marker === undefined ? undefined : prefix + parseMarker(input.Marker);
  const items = withVersions
    ? everyVersion(store.documents, owner, place)
    : everyFunction(store.documents, owner, place);
  const functions: FunctionConfiguration[] = [];
  let last = '';
  for await (const item of items) {
    if (functions.length === limit)
      return { Functions: functions, NextMarker: formatMarker(last.slice(prefix.length)) };
    functions.push(item.configuration);
    last = item.key;
  }
  return { Functions: functions };
}

interface Item {
  /** Where the list goes on after this item. */
  readonly key: string;
  readonly configuration: FunctionConfiguration;
}

async function* everyFunction(documents: Documents, owner: Owner, after: string | undefined): AsyncGenerator<Item> {
  for await (const { key, value } of listAfter<FunctionRecord>(documents, functionsPrefix(owner), after)) {
    yield { key, configuration: describeLatest(value) };
  }
}

/** The place may be a version's key: then its function's remaining versions come first. */
async function* everyVersion(documents: Documents, owner: Owner, after: string | undefined): AsyncGenerator<Item> {
  const place = after === undefined ? undefined : parseKey(after);
  if (place !== undefined)
    yield* versionsOf(documents, owner, place.name, place.kind === 'version' ? after : undefined);
  const start = place && functionKey(owner, place.name);
  for await (const { key, value } of listAfter<FunctionRecord>(documents, functionsPrefix(owner), start)) {
    yield { key, configuration: describeLatest(value, '$LATEST') };
    yield* versionsOf(documents, owner, value.name, undefined);
  }
}

async function* versionsOf(
  documents: Documents,
  owner: Owner,
  name: string,
  after: string | undefined,
): AsyncGenerator<Item> {
  for await (const { key, value } of listAfter<VersionRecord>(documents, versionsPrefix(owner, name), after)) {
    yield { key, configuration: describeListedVersion(value) };
  }
}

async function* listAfter<T>(
  documents: Documents,
  prefix: string,
  start: string | undefined,
): AsyncGenerator<Stored<T>> {
  let after = start;
  do {
    const page = await documents.list<T>({ prefix, limit: 100, ...(after !== undefined && { after }) });
    yield* page.documents;
    after = page.next;
  } while (after !== undefined);
}
