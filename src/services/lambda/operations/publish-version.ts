import type { RequestContext } from '../../../aws/caller.ts';
import { requireCodeStorage } from '../account-usage.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { refuse } from '../errors.ts';
import { findVersion } from '../records.ts';
import { describeVersion } from '../resources/describe-function.ts';
import type { FunctionReference } from '../resources/function-reference.ts';
import type { FunctionRecord, VersionRecord } from '../resources/function.ts';
import { functionKey, versionKey } from '../resources/keys.ts';
import { cutVersion, firstState, unchangedSince, whyOtherCode } from '../resources/publishing.ts';
import { whyUnsupported } from '../resources/settings-rules.ts';
import { parseLatestReference, requireUpdatable } from '../updatable-function.ts';
import type { FunctionConfiguration, Request } from '../wire.ts';

type Input = Request<'PublishVersion'>;

/** Freezes `$LATEST` as the next version; where nothing changed since the last one, answers with that. */
export async function publishVersion(
  input: Input,
  request: RequestContext,
  context: LambdaContext,
): Promise<FunctionConfiguration> {
  const reference = parseLatestReference(input.FunctionName, request);
  refuse(whyUnsupported({ ...input }));
  return await retryOnConflict(() => publish(reference, input, context));
}

async function publish(
  reference: FunctionReference,
  input: Input,
  context: LambdaContext,
): Promise<FunctionConfiguration> {
  const { store, random, clock } = context;
  const { value, revision } = await requireUpdatable(reference, input.RevisionId, context);
  refuse(whyOtherCode(value.settings, input.CodeSha256));
  const published = await findUnchanged(value, context);
  if (published !== undefined) return describeVersion(published);
  await requireCodeStorage(value.settings.code.sizeBytes, value, context);
  const cut = cutVersion(value, {
    state: firstState(value.settings),
    revisionId: random.uuid(),
    at: clock.now(),
    description: input.Description,
  });
  await store.documents.write([
    {
      kind: 'put',
      key: functionKey(value, value.name),
      value: { ...cut.function, revisionId: random.uuid() },
      ifRevision: revision,
    },
    { kind: 'put', key: versionKey(value, value.name, cut.version.version), value: cut.version, ifRevision: 0 },
  ]);
  return describeVersion(cut.version);
}

/** The last published version, if it is still there and `$LATEST` is what it was then. */
async function findUnchanged(record: FunctionRecord, { store }: LambdaContext): Promise<VersionRecord | undefined> {
  const version = unchangedSince(record, record.settings);
  return version === undefined ? undefined : (await findVersion(store.documents, record, record.name, version))?.value;
}
