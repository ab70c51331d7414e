import type { RequestContext } from '../../../aws/caller.ts';
import type { FunctionConfiguration, Request } from '../wire.ts';
import { requireCodeStorage } from '../account-usage.ts';
import { readPackage, storePackage } from '../code-source.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { invalidParameter, refuse, resourceConflict, validationError } from '../errors.ts';
import { requireExecutionRole } from '../execution-role.ts';
import { findLayers, refuseExtensions, requireRoom } from '../function-layers.ts';
import { findFunction } from '../records.ts';
import { describeFunction } from '../resources/describe-function.ts';
import { parseFunctionReference, type FunctionReference } from '../resources/function-reference.ts';
import type { CodePackage, FunctionRecord, FunctionSettings, LayerReference } from '../resources/function.ts';
import { whyNotDeadLetter } from '../resources/failure-targets.ts';
import { functionKey, versionKey } from '../resources/keys.ts';
import { cutVersion } from '../resources/publishing.ts';
import { whyNoRuntime } from '../resources/runtimes.ts';
import { initialSettings, mergeSettings } from '../resources/settings.ts';
import { whyNotEnvironment, whyNotSized, whyNotTags, whyUnsupported } from '../resources/settings-rules.ts';
import { ApiError } from '../../../aws/api-error.ts';

type Input = Request<'CreateFunction'>;

const nameLengthMax = 64;
const unqualifiedNamePattern = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`;

/** Creates a function, and with `Publish` its first version. It is active a moment later. */
export async function createFunction(
  input: Input,
  request: RequestContext,
  context: LambdaContext,
): Promise<FunctionConfiguration> {
  const reference = parseNewName(input, request);
  await requireSensible(input, context);
  const checked = await readPackage(input.Code ?? {}, request, context);
  refuse(whyNotEnvironment(input.Environment?.Variables));
  const layers = (await findLayers(input.Layers, request, context)) ?? [];
  await requireRoom(checked.unzippedBytes, layers, context);
  await refuseExtensions(layers, context);
  await requireAbsent(reference, context);
  await requireExecutionRole(input.Role ?? '', request, context);
  await requireCodeStorage(checked.zip.byteLength * (input.Publish === true ? 2 : 1), reference.owner, context);
  const code = await storePackage(checked, context);
  return await retryOnConflict(async () => {
    await requireAbsent(reference, context);
    return await putFunction(
      newFunction(input, reference, settingsOf(input, reference, code, layers), context),
      input,
      context,
    );
  });
}

function parseNewName(input: Input, { caller }: RequestContext): FunctionReference {
  const reference = parseFunctionReference(input.FunctionName, undefined, caller);
  const refused = `Value '${input.FunctionName}' at 'functionName' failed to satisfy constraint:`;
  if (reference.qualifier !== undefined) {
    throw validationError(`${refused} Member must satisfy regular expression pattern: ${unqualifiedNamePattern}`);
  }
  if (reference.name.length > nameLengthMax) {
    throw invalidParameter(
      `1 validation error detected: ${refused} Member must have length less than or equal to ${nameLengthMax}`,
    );
  }
  return reference;
}

/** What the request says of itself, before anything is fetched or looked up. */
async function requireSensible(input: Input, { runtimes, hasQueues }: LambdaContext): Promise<void> {
  refuse(whyNotSized(input));
  refuse(whyUnsupported({ ...input.Code, ...input }));
  if (input.Code?.ImageUri !== undefined)
    throw invalidParameter("Please don't provide ImageUri when creating a function with packageType Zip.");
  if (input.Runtime === undefined || input.Handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  refuse(whyNoRuntime(input.Runtime));
  const unavailable = await runtimes.whyUnavailable(input.Runtime);
  if (unavailable !== undefined) throw invalidParameter(unavailable);
  refuse(whyNotTags(input.Tags));
  refuse(whyNotDeadLetter(input.DeadLetterConfig, hasQueues));
}

async function requireAbsent(reference: FunctionReference, { store }: LambdaContext): Promise<void> {
  if ((await findFunction(store.documents, reference)) !== undefined)
    throw resourceConflict(`Function already exist: ${reference.name}`);
}

function settingsOf(
  input: Input,
  { owner, name }: FunctionReference,
  code: CodePackage,
  layers: readonly LayerReference[],
): FunctionSettings {
  const settings = mergeSettings(initialSettings(input, name, code), input, { layers, owner });
  if (settings instanceof ApiError) throw settings;
  return settings;
}

function newFunction(
  input: Input,
  { owner, name }: FunctionReference,
  settings: FunctionSettings,
  { clock, random }: LambdaContext,
): FunctionRecord {
  return {
    ...owner,
    name,
    generation: random.uuid(),
    state: { phase: 'pending' },
    settings,
    revisionId: random.uuid(),
    lastModifiedAt: clock.now(),
    nextVersion: 1,
    tags: input.Tags ?? {},
  };
}

async function putFunction(
  record: FunctionRecord,
  input: Input,
  { store, random }: LambdaContext,
): Promise<FunctionConfiguration> {
  const key = functionKey(record, record.name);
  if (input.Publish !== true) {
    await store.documents.write([{ kind: 'put', key, value: record, ifRevision: 0 }]);
    return describeFunction(record);
  }
  const cut = cutVersion(record, { state: { phase: 'pending' }, revisionId: random.uuid(), at: record.lastModifiedAt });
  await store.documents.write([
    { kind: 'put', key, value: cut.function, ifRevision: 0 },
    { kind: 'put', key: versionKey(record, record.name, cut.version.version), value: cut.version, ifRevision: 0 },
  ]);
  // Recorded: the ARN stays unqualified, and the RevisionId is the function's.
  return { ...describeFunction(cut.function), Version: cut.version.version };
}
