import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { invalidParameter, refuse } from '../errors.ts';
import { requireExecutionRole } from '../execution-role.ts';
import { findLayers, refuseExtensions, requireRoom } from '../function-layers.ts';
import { describeFunction } from '../resources/describe-function.ts';
import { shownSettings, startUpdate } from '../resources/function-state.ts';
import { whyNotDeadLetter } from '../resources/failure-targets.ts';
import { functionKey } from '../resources/keys.ts';
import { whyNoRuntime } from '../resources/runtimes.ts';
import { mergeSettings } from '../resources/settings.ts';
import { whyNotEnvironment, whyNotSized, whyUnsupported } from '../resources/settings-rules.ts';
import { parseLatestReference, requireUpdatable } from '../updatable-function.ts';
import type { FunctionConfiguration, Request } from '../wire.ts';

type Input = Request<'UpdateFunctionConfiguration'>;

/** Changes what the request names of `$LATEST`'s configuration; a request that changes nothing is an update too. */
export async function updateFunctionConfiguration(
  input: Input,
  request: RequestContext,
  context: LambdaContext,
): Promise<FunctionConfiguration> {
  const reference = parseLatestReference(input.FunctionName, request);
  await requireSensible(input, context);
  await requireUpdatable(reference, input.RevisionId, context);
  const layers = await findLayers(input.Layers, request, context);
  await refuseExtensions(layers ?? [], context);
  if (input.Role !== undefined) await requireExecutionRole(input.Role, request, context);
  return await retryOnConflict(async () => {
    const { value, revision } = await requireUpdatable(reference, input.RevisionId, context);
    const settings = mergeSettings(shownSettings(value), input, { layers, owner: reference.owner });
    if (settings instanceof ApiError) throw settings;
    if (layers !== undefined && layers.length > 0)
      await requireRoom(await context.packages.measure(settings.code.blob), layers, context);
    const updated = startUpdate(value, settings, { revisionId: context.random.uuid(), at: context.clock.now() });
    await context.store.documents.write([
      { kind: 'put', key: functionKey(value, value.name), value: updated, ifRevision: revision },
    ]);
    return describeFunction(updated);
  });
}

async function requireSensible(input: Input, { runtimes, hasQueues }: LambdaContext): Promise<void> {
  refuse(whyNotSized(input));
  refuse(whyUnsupported({ ...input }));
  if (input.Runtime !== undefined) {
    refuse(whyNoRuntime(input.Runtime));
    const unavailable = await runtimes.whyUnavailable(input.Runtime);
    if (unavailable !== undefined) throw invalidParameter(unavailable);
  }
  refuse(whyNotDeadLetter(input.DeadLetterConfig, hasQueues));
  refuse(whyNotEnvironment(input.Environment?.Variables));
}
