import { ApiError } from '../../../aws/api-error.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { CodedeployContext, CodedeployInput, CodedeployOperation } from '../context.ts';
import { comparePlaces, cutPage, type SortPlace } from '../pages.ts';
import { ownerOf, requireApplication } from '../records.ts';
import type { ApplicationRecord } from '../resources/application.ts';
import { revisionsPrefix } from '../resources/keys.ts';
import type { RevisionRecord } from '../resources/revision.ts';
import { describeRevision } from '../resources/revision-location.ts';
import { listTargets } from '../revisions.ts';

type Input = CodedeployInput<'ListApplicationRevisions'>;

export const listApplicationRevisions: CodedeployOperation<'ListApplicationRevisions'> = async (
  input,
  context,
  request,
) => {
  const { value: application } = await requireApplication(context, ownerOf(request), input.applicationName);
  const isWanted = await parseFilter(input, application, context);
  const sortValue = parseSortBy(input.sortBy);
  const direction = parseSortOrder(input.sortOrder);
  const listed: { readonly place: SortPlace; readonly revision: ReturnType<typeof describeRevision> }[] = [];
  for await (const { value } of readAll<RevisionRecord>(
    context.store.documents,
    revisionsPrefix(application, application.id),
  )) {
    if (!isWanted(value)) continue;
    const place = { value: sortValue(value), id: value.id };
    listed.push({ place, revision: describeRevision(value, { withContent: false }) });
  }
  const sorted = listed.toSorted((a, b) => direction * comparePlaces(a.place, b.place));
  const { items, rest } = cutPage(sorted, input.nextToken);
  return { revisions: items.map(({ revision }) => revision), ...rest };
};

/** Revisions that were never used come before all that were. */
function parseSortBy(sortBy: Input['sortBy']): (revision: RevisionRecord) => number {
  switch (sortBy) {
    case undefined:
      return () => 0;
    case 'registerTime':
      return ({ registeredAtMs }) => registeredAtMs;
    case 'firstUsedTime':
      return ({ firstUsedAtMs = 0 }) => firstUsedAtMs;
    case 'lastUsedTime':
      return ({ lastUsedAtMs = 0 }) => lastUsedAtMs;
    default:
      throw new ApiError('InvalidSortByException', 'sortBy must be registerTime, firstUsedTime or lastUsedTime');
  }
}

function parseSortOrder(sortOrder: Input['sortOrder']): 1 | -1 {
  switch (sortOrder) {
    case undefined:
    case 'ascending':
      return 1;
    case 'descending':
      return -1;
    default:
      throw new ApiError('InvalidSortOrderException', 'sortOrder must be ascending or descending');
  }
}

async function parseFilter(
  { s3Bucket: bucket, s3KeyPrefix: keyPrefix, deployed }: Input,
  application: ApplicationRecord,
  context: CodedeployContext,
): Promise<(revision: RevisionRecord) => boolean> {
  if (bucket === '') throw new ApiError('InvalidBucketNameFilterException', 's3Bucket must not be empty');
  if (keyPrefix !== undefined && bucket === undefined)
    throw new ApiError('BucketNameFilterRequiredException', 's3KeyPrefix needs an s3Bucket beside it');
  const isTargetWanted = parseDeployed(deployed);
  const targets = isTargetWanted === undefined ? undefined : await listTargets(context, application);
  return ({ id, source }) => {
    if (targets !== undefined && targets.has(id) !== isTargetWanted) return false;
    if (bucket === undefined) return true;
    return source.kind === 's3' && source.bucket === bucket && source.key.startsWith(keyPrefix ?? '');
  };
}

function parseDeployed(deployed: Input['deployed']): boolean | undefined {
  switch (deployed) {
    case undefined:
    case 'ignore':
      return undefined;
    case 'include':
      return true;
    case 'exclude':
      return false;
    default:
      throw new ApiError('InvalidDeployedStateFilterException', 'deployed must be include, exclude or ignore');
  }
}
