import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { formatMarker, parseMarker } from '../marker-page.ts';
import { pageSize } from '../page-size.ts';
import { requireFunction } from '../records.ts';
import { describeLatest, describeListedVersion } from '../resources/describe-function.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import type { VersionRecord } from '../resources/function.ts';
import { versionsPrefix } from '../resources/keys.ts';
import type { Request, Response } from '../wire.ts';

// Keys hold padded numbers, which all come after this.
const beforeTheFirst = '0';

type Output = Response<'ListVersionsByFunction'>;

/** `$LATEST` and then the published versions, oldest first. */
export async function listVersionsByFunction(
  input: Request<'ListVersionsByFunction'>,
  { caller }: RequestContext,
  { store }: LambdaContext,
): Promise<Output> {
  const reference = parseFunctionReference(input.FunctionName, undefined, caller);
  const { value: record } = await requireFunction(store.documents, reference);
  const prefix = versionsPrefix(reference.owner, reference.name);
  const after = input.Marker === undefined ? undefined : prefix + parseMarker(input.Marker);
  const limit = pageSize(input.MaxItems);
  const latest = after === undefined ? [describeLatest(record, '$LATEST')] : [];
  const room = limit - latest.length;
  const page = await store.documents.list<VersionRecord>({
    prefix,
    limit: room + 1,
    ...(after !== undefined && { after }),
  });
  const shown = page.documents.slice(0, room);
  const hasMore = page.documents.length > room;
  return {
    Versions: [...latest, ...shown.map(({ value }) => describeListedVersion(value))],
    ...(hasMore && { NextMarker: formatMarker(shown.at(-1)?.key.slice(prefix.length) ?? beforeTheFirst) }),
  };
}
