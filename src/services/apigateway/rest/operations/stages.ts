import type { ApiGatewayDependencies } from '../../context.ts';
import { servedStageKey } from '../../served-stage.ts';
import type { RequestContext } from '../../../../aws/caller.ts';
import type { RestOperation } from '../context.ts';
import { conflict } from '../errors.ts';
import { parsePatches } from '../patch.ts';
import { put, readStages, requireApi, requireDeployment, requireStage, retryConflicts } from '../records.ts';
import { describeStage } from '../resources/describe-api.ts';
import { stageKey } from '../resources/keys.ts';
import type { RestApiRecord, StageRecord } from '../resources/rest-api.ts';
import { serveStage } from '../serve-stage.ts';
import { parseCanary, patchStage, requireStageName, requireVariables } from '../stage-settings.ts';
import { newStage } from './deployments.ts';

export const createStage: RestOperation<'CreateStage'> = (input, context, { caller }) =>
  retryConflicts(async () => {
    const { documents } = context.store;
    const storedApi = await requireApi(context, caller, input.restApiId);
    const api = storedApi.value;
    const stageName = requireStageName(input.stageName ?? '');
    const { value: deployment } = await requireDeployment(context, caller, { apiId: api.id, id: input.deploymentId });
    const key = stageKey(caller, api.id, stageName);
    if ((await documents.get(key)) !== undefined) throw conflict('Stage already exists');
    const { description, cacheClusterEnabled = false, cacheClusterSize, documentationVersion, canarySettings } = input;
    const stage: StageRecord = {
      ...newStage({ apiId: api.id, stageName, deploymentId: deployment.id, now: context.clock.now() }),
      ...(description !== undefined && { description }),
      variables: requireVariables(input.variables),
      cacheClusterEnabled,
      ...(cacheClusterSize !== undefined && { cacheClusterSize }),
      ...(documentationVersion !== undefined && { documentationVersion }),
      ...(canarySettings && { canarySettings: parseCanary(canarySettings, deployment.id) }),
      tracingEnabled: input.tracingEnabled === true,
      tags: input.tags ?? {},
    };
    // The API must not go meanwhile.
    const kept = put(storedApi.key, api, storedApi.revision);
    await documents.write([kept, put(key, stage, 0), await serveStage(context, api, stage)]);
    return describeStage(stage);
  });

export const getStage: RestOperation<'GetStage'> = async (input, context, { caller }) =>
  describeStage(
    (await requireStage(context, caller, { apiId: input.restApiId ?? '', stageName: input.stageName })).value,
  );

export const getStages: RestOperation<'GetStages'> = async ({ restApiId, deploymentId }, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, restApiId);
  const stages = await readStages(context.store.documents, caller, api.id);
  const wanted = stages.filter(({ value }) => deploymentId === undefined || value.deploymentId === deploymentId);
  return { item: wanted.map(({ value }) => describeStage(value)) };
};

export const updateStage: RestOperation<'UpdateStage'> = async (input, context, request) => {
  const patches = parsePatches(input.patchOperations);
  return describeStage(await changeStage(input, { context, request }, (stage) => patches.reduce(patchStage, stage)));
};

export const deleteStage: RestOperation<'DeleteStage'> = async (input, context, { caller }) => {
  await retryConflicts(async () => {
    const apiId = input.restApiId ?? '';
    const { key, revision, value } = await requireStage(context, caller, { apiId, stageName: input.stageName });
    await context.store.documents.write([
      { kind: 'delete', key, ifRevision: revision },
      { kind: 'delete', key: servedStageKey(apiId, value.stageName) },
    ]);
  });
  return {};
};

/** Serin keeps no answers of integrations, so there is nothing to forget. */
export const flushStageCache: RestOperation<'FlushStageCache'> = async (input, context, { caller }) => {
  await requireStage(context, caller, { apiId: input.restApiId ?? '', stageName: input.stageName });
  return {};
};

export const flushStageAuthorizersCache: RestOperation<'FlushStageAuthorizersCache'> = async (
  input,
  context,
  request,
) => {
  await changeStage(input, { context, request }, (stage) => ({
    ...stage,
    authorizerGeneration: stage.authorizerGeneration + 1,
  }));
  return {};
};

interface Surroundings {
  readonly context: ApiGatewayDependencies;
  readonly request: RequestContext;
}

/** Writes a stage and what it serves as one. */
export function changeStage(
  { restApiId, stageName }: { readonly restApiId: string | undefined; readonly stageName: string | undefined },
  { context, request: { caller } }: Surroundings,
  decide: (stage: StageRecord, api: RestApiRecord) => StageRecord,
): Promise<StageRecord> {
  return retryConflicts(async () => {
    const { value: api } = await requireApi(context, caller, restApiId);
    const { key, revision, value } = await requireStage(context, caller, { apiId: api.id, stageName });
    const stage = { ...decide(value, api), updatedAt: context.clock.now() };
    await context.store.documents.write([put(key, stage, revision), await serveStage(context, api, stage)]);
    return stage;
  });
}
