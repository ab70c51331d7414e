import type { RequestContext } from '../../../aws/caller.ts';
import type { Change } from '../../../storage/documents.ts';
import { requireCodeStorage } from '../account-usage.ts';
import { readPackage, storePackage, type CheckedPackage } from '../code-source.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { invalidParameter, refuse } from '../errors.ts';
import { requireRoom } from '../function-layers.ts';
import { findVersion } from '../records.ts';
import { describeFunction, describeVersion } from '../resources/describe-function.ts';
import type { FunctionReference } from '../resources/function-reference.ts';
import { shownSettings, startUpdate } from '../resources/function-state.ts';
import type { CodePackage, FunctionRecord, FunctionSettings } from '../resources/function.ts';
import { functionKey, versionKey } from '../resources/keys.ts';
import { cutVersion, unchangedSince } from '../resources/publishing.ts';
import { whyUnsupported } from '../resources/settings-rules.ts';
import { parseLatestReference, requireUpdatable } from '../updatable-function.ts';
import type { FunctionConfiguration, Request } from '../wire.ts';

type Input = Request<'UpdateFunctionCode'>;

/**
 * Gives `$LATEST` another code package, and with `Publish` cuts a version from it. Calls run the old
 * code until the update is done. `DryRun` only tells what would be.
 */
export async function updateFunctionCode(
  input: Input,
  request: RequestContext,
  context: LambdaContext,
): Promise<FunctionConfiguration> {
  const reference = parseLatestReference(input.FunctionName, request);
  await requireUpdatable(reference, input.RevisionId, context);
  refuse(whyUnsupported({ ...input }));
  if (input.ImageUri !== undefined)
    throw invalidParameter("Please don't provide ImageUri when updating a function with packageType Zip.");
  const checked = await readPackage(input, request, context);
  if (input.DryRun === true) return await rehearse(reference, input, checked, context);
  const code = await storePackage(checked, context);
  return await retryOnConflict(async () => {
    const { value, revision } = await requireUpdatable(reference, input.RevisionId, context);
    const settings = withCode(shownSettings(value), code, input);
    await requireRoom(checked.unzippedBytes, settings.layers, context);
    const updated = startUpdate(value, settings, { revisionId: context.random.uuid(), at: context.clock.now() });
    return await putUpdate(updated, revision, input, context);
  });
}

/** The answer that the update would get, with nothing changed: neither record nor stored content. */
async function rehearse(
  reference: FunctionReference,
  input: Input,
  checked: CheckedPackage,
  context: LambdaContext,
): Promise<FunctionConfiguration> {
  const { value } = await requireUpdatable(reference, input.RevisionId, context);
  await requireRoom(checked.unzippedBytes, shownSettings(value).layers, context);
  const { sha256, sizeBytes } = await hashPackage(checked);
  const code = { sha256: sha256.toString('base64'), blob: sha256.toString('hex'), sizeBytes };
  return describeFunction({ ...value, settings: withCode(shownSettings(value), code, input) });
}

async function hashPackage({ zip }: CheckedPackage): Promise<{ sha256: Buffer; sizeBytes: number }> {
  return { sha256: Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(zip))), sizeBytes: zip.byteLength };
}

function withCode(before: FunctionSettings, code: CodePackage, { Architectures }: Input): FunctionSettings {
  return { ...before, code, architectures: Architectures ?? before.architectures };
}

async function putUpdate(
  updated: FunctionRecord,
  revision: number,
  input: Input,
  context: LambdaContext,
): Promise<FunctionConfiguration> {
  const { store, random, clock } = context;
  const settings = shownSettings(updated);
  const write = (record: FunctionRecord, ...others: Change[]): Promise<number> =>
    store.documents.write([
      { kind: 'put', key: functionKey(record, record.name), value: record, ifRevision: revision },
      ...others,
    ]);
  const before = input.Publish === true ? unchangedSince(updated, settings) : undefined;
  const published =
    before === undefined ? undefined : await findVersion(store.documents, updated, updated.name, before);
  const addedBytes =
    input.Publish === true && published === undefined ? settings.code.sizeBytes * 2 : settings.code.sizeBytes;
  await requireCodeStorage(addedBytes - updated.settings.code.sizeBytes, updated, context);
  if (input.Publish !== true) {
    await write(updated);
    return describeFunction(updated);
  }
  if (published !== undefined) {
    await write(updated);
    return describeVersion(published.value);
  }
  const cut = cutVersion(updated, { state: { phase: 'pending' }, revisionId: random.uuid(), at: clock.now() });
  await write(cut.function, {
    kind: 'put',
    key: versionKey(updated, updated.name, cut.version.version),
    value: cut.version,
    ifRevision: 0,
  });
  return describeVersion(cut.version);
}
