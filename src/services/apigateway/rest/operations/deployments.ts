import type { Change } from '../../../../storage/documents.ts';
import { readAll } from '../../../../storage/read-all.ts';
import type { RestInput, RestOperation } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { parsePatches, invalidOperation } from '../patch.ts';
import { takePage } from '../pages.ts';
import { put, readStages, requireApi, requireDeployment, retryConflicts } from '../records.ts';
import { describeDeployment, summarizeDeployment } from '../resources/describe-api.ts';
import { deploymentKey, deploymentsPrefix, stageKey } from '../resources/keys.ts';
import { shortIds } from '../resources/new-id.ts';
import type { DeploymentRecord, RestApiRecord, Snapshot, StageRecord } from '../resources/rest-api.ts';
import { serveStage } from '../serve-stage.ts';
import { parseCanary, requireStageName, requireVariables } from '../stage-settings.ts';

/** Takes a snapshot of the API, and where a stage is named puts it there. */
export const createDeployment: RestOperation<'CreateDeployment'> = (input, context, { caller, requestId }) =>
  retryConflicts(async () => {
    const { documents } = context.store;
    const api = await requireApi(context, caller, input.restApiId);
    const id = shortIds(requestId, 'createDeployment')();
    const key = deploymentKey(caller, api.value.id, id);
    // A request that is carried out again after a crash finds what it made.
    const made = await documents.get<DeploymentRecord>(key);
    if (made !== undefined) return describeDeployment(made.value);
    requireMethods(api.value);
    const now = context.clock.now();
    const deployment: DeploymentRecord = {
      id,
      apiId: api.value.id,
      ...(input.description !== undefined && { description: input.description }),
      createdAt: now,
      snapshot: takeSnapshot(api.value),
    };
    if (input.stageName === undefined || input.stageName === '') {
      if (input.stageDescription !== undefined && input.stageDescription !== '')
        throw badRequest('Stage name must be specified if stage description is specified');
      // The API must still be what the snapshot was taken of.
      await documents.write([put(key, deployment, 0), put(api.key, api.value, api.revision)]);
      return describeDeployment(deployment);
    }
    const stageName = requireStageName(input.stageName);
    const stored = await documents.get<StageRecord>(stageKey(caller, api.value.id, stageName));
    const stage = stageOf(input, { deployment, stageName, known: stored?.value, now });
    const changes: Change[] = [
      put(key, deployment, 0),
      put(stageKey(caller, api.value.id, stageName), stage, stored?.revision ?? 0),
      put(api.key, api.value, api.revision),
      await serveStage(context, api.value, stage, { deployment }),
    ];
    await documents.write(changes);
    return describeDeployment(deployment);
  });

function requireMethods({ definition }: RestApiRecord): void {
  const methods = Object.values(definition.resources).flatMap(({ methods: some }) => Object.values(some));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ methodIntegration }) => methodIntegration === undefined))
    throw badRequest('No integration defined for method');
}

export function takeSnapshot(api: RestApiRecord): Snapshot {
  const { definition, binaryMediaTypes = [], apiKeySource, minimumCompressionSize, policy } = api;
  return {
    definition,
    binaryMediaTypes,
    apiKeySource,
    ...(minimumCompressionSize !== undefined && { minimumCompressionSize }),
    ...(policy !== undefined && { policy }),
  };
}

interface StageSource {
  readonly deployment: DeploymentRecord;
  readonly stageName: string;
  readonly known: StageRecord | undefined;
  readonly now: number;
}

function stageOf(
  input: RestInput<'CreateDeployment'>,
  { deployment, stageName, known, now }: StageSource,
): StageRecord {
  const { canarySettings, stageDescription, cacheClusterEnabled, cacheClusterSize, tracingEnabled } = input;
  const settings = {
    ...(stageDescription !== undefined && { description: stageDescription }),
    ...(input.variables && { variables: requireVariables(input.variables) }),
    ...(cacheClusterEnabled !== undefined && { cacheClusterEnabled }),
    ...(cacheClusterSize !== undefined && { cacheClusterSize }),
    ...(tracingEnabled !== undefined && { tracingEnabled }),
  };
  if (canarySettings !== undefined) {
    if (known === undefined)
      throw badRequest(
        'Invalid deployment content specified.Non null and non empty canary settings are needed for a canary deployment.',
      );
    // The stage goes on with its own deployment; the new one gets the canary's share.
    const canary = parseCanary(canarySettings, deployment.id);
    return { ...known, ...settings, canarySettings: { ...canary, deploymentId: deployment.id }, updatedAt: now };
  }
  if (known !== undefined) return { ...known, ...settings, deploymentId: deployment.id, updatedAt: now };
  return { ...newStage({ apiId: deployment.apiId, stageName, deploymentId: deployment.id, now }), ...settings };
}

export const newStage = ({
  apiId,
  stageName,
  deploymentId,
  now,
}: {
  readonly apiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
  readonly now: number;
}): StageRecord => ({
  apiId,
  stageName,
  deploymentId,
  createdAt: now,
  updatedAt: now,
  variables: {},
  cacheClusterEnabled: false,
  tracingEnabled: false,
  methodSettings: {},
  tags: {},
  authorizerGeneration: 0,
});

export const getDeployment: RestOperation<'GetDeployment'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.restApiId).catch(() => {
    throw notFound('Deployment');
  });
  const { value } = await requireDeployment(context, caller, { apiId: api.id, id: input.deploymentId });
  const withSummary = input.embed?.some((one) => one.toLowerCase() === 'apisummary') === true;
  return { ...describeDeployment(value), ...(withSummary && { apiSummary: summarizeDeployment(value) }) };
};

export const getDeployments: RestOperation<'GetDeployments'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.restApiId);
  const stored = await Array.fromAsync(
    readAll<DeploymentRecord>(context.store.documents, deploymentsPrefix(caller, api.id)),
  );
  const ordered = stored.toSorted(
    (one, other) => one.value.createdAt - other.value.createdAt || one.revision - other.revision,
  );
  const { items, ...rest } = takePage(ordered, ({ value }) => value.id, input);
  return { items: items.map(({ value }) => describeDeployment(value)), ...rest };
};

export const updateDeployment: RestOperation<'UpdateDeployment'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return retryConflicts(async () => {
    const { value: api } = await requireApi(context, caller, input.restApiId);
    const { key, revision, value } = await requireDeployment(context, caller, {
      apiId: api.id,
      id: input.deploymentId,
    });
    const changed = patches.reduce((one: DeploymentRecord, patch): DeploymentRecord => {
      if (patch.path !== '/description' || patch.op !== 'replace')
        throw invalidOperation(patch, patch.op === 'replace' ? ['/description'] : []);
      const { description: _, ...rest } = one;
      return patch.value === undefined || patch.value === '' ? rest : { ...rest, description: patch.value };
    }, value);
    await context.store.documents.write([put(key, changed, revision)]);
    return describeDeployment(changed);
  });
};

export const deleteDeployment: RestOperation<'DeleteDeployment'> = async (input, context, { caller }) => {
  await retryConflicts(async () => {
    const { value: api } = await requireApi(context, caller, input.restApiId);
    const { key, revision, value } = await requireDeployment(context, caller, {
      apiId: api.id,
      id: input.deploymentId,
    });
    const stages = await readStages(context.store.documents, caller, api.id);
    if (
      stages.some(
        ({ value: stage }) => stage.deploymentId === value.id || stage.canarySettings?.deploymentId === value.id,
      )
    )
      throw badRequest('Active stages pointing to this deployment must be moved or deleted');
    await context.store.documents.write([{ kind: 'delete', key, ifRevision: revision }]);
  });
  return {};
};
