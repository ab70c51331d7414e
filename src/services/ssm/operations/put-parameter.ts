import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { Change } from '../../../storage/documents.ts';
import type { SsmContext, SsmInput, SsmOperation } from '../context.ts';
import { invalid } from '../errors.ts';
import { findParameter, retryConflicts } from '../records.ts';
import { parameterKey, versionKey } from '../resources/keys.ts';
import { parseNewVersion } from '../resources/new-version.ts';
import { requireName } from '../resources/parameter-name.ts';
import { labelsOf, type ParameterRecord, type ParameterVersion } from '../resources/parameter.ts';
import { withTags } from '../resources/tags.ts';

const versionsMax = 100;

/** Makes a parameter, or the next version of it. */
export const putParameter: SsmOperation<'PutParameter'> = async (input, context, request) => {
  const { region, account } = request.caller;
  const reference = { region, account, name: requireName(input.Name ?? '') };
  const isOverwrite = input.Overwrite === true;
  if (isOverwrite && (input.Tags ?? []).length > 0)
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove " +
        'overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or ' +
        'RemoveTagsFromResource.',
    );
  return retryConflicts(async () => {
    const stored = await findParameter(context, reference);
    if (stored !== undefined && !isOverwrite)
      throw new ApiError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    const previous = stored?.value;
    const latest = nextVersion(input, previous?.latest, context, request);
    const record: ParameterRecord = {
      ...reference,
      latest,
      labels: previous?.labels ?? {},
      tags: previous?.tags ?? withTags([], input.Tags),
    };
    await context.store.documents.write([
      { kind: 'put', key: parameterKey(reference), value: record, ifRevision: stored?.revision ?? 0 },
      ...(previous === undefined ? [] : retire(previous)),
    ]);
    return { Version: latest.version, Tier: latest.tier };
  });
};

function nextVersion(
  input: SsmInput<'PutParameter'>,
  previous: ParameterVersion | undefined,
  { clock, random }: SsmContext,
  { caller }: RequestContext,
): ParameterVersion {
  const parsed = parseNewVersion(input, previous);
  return {
    ...parsed,
    ...(parsed.type === 'SecureString' && { sealed: seal(random) }),
    version: (previous?.version ?? 0) + 1,
    modifiedAt: clock.now(),
    modifiedBy: caller.arn,
  };
}

/** Has the look of what AWS answers of a secret, and tells nothing of it. */
const seal = (random: SsmContext['random']): string =>
  `AQICAH${random.text(226, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')}`;

/** Puts the latest version among the past ones, and takes the oldest of those away where they are too many. */
function retire(parameter: ParameterRecord): readonly Change[] {
  const { latest, name } = parameter;
  const kept: Change = { kind: 'put', key: versionKey(parameter, latest.version), value: latest };
  const oldest = latest.version + 1 - versionsMax;
  if (oldest < 1) return [kept];
  if (labelsOf(parameter, oldest).length > 0)
    throw new ApiError(
      'ParameterMaxVersionLimitExceeded',
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. ` +
        `Version ${oldest}, the oldest version, can't be deleted because it has a label associated with it. Move the ` +
        'label to another version of the parameter, and try again.',
    );
  return [kept, { kind: 'delete', key: versionKey(parameter, oldest) }];
}
