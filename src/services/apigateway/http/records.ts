/** HTTP APIs in the store: every change is written with all that follows from it for what is served. */
import type { Caller, RequestContext } from '../../../aws/caller.ts';
import type { Change, Stored } from '../../../storage/documents.ts';
import { readAll } from '../../../storage/read-all.ts';
import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import { identifierFrom } from '../identifiers.ts';
import { servedStageKey } from '../served-stage.ts';
import type { HttpApiContext } from './context.ts';
import { apiNotFound, conflict, partNotFound, type PartName } from './errors.ts';
import { type Deployable, describeDeployable, describeServed } from './resources/deployable.ts';
import {
  apiKey,
  deploymentKey,
  deploymentsPrefix,
  type HttpApiRecord,
  type StageRecord,
  without,
} from './resources/http-api.ts';

type StoreHolder = Pick<HttpApiContext, 'store'>;

export async function findApi(
  { store }: StoreHolder,
  caller: Caller,
  apiId: string,
): Promise<Stored<HttpApiRecord> | undefined> {
  return store.documents.get<HttpApiRecord>(apiKey(caller, apiId));
}

export async function requireApi(
  context: StoreHolder,
  caller: Caller,
  apiId: string | undefined,
): Promise<Stored<HttpApiRecord>> {
  const stored = await findApi(context, caller, apiId ?? '');
  if (stored === undefined) throw apiNotFound(caller.account, apiId ?? '');
  return stored;
}

export function requirePart<T>(table: Readonly<Record<string, T>>, part: PartName, id: string | undefined): T {
  const found = id !== undefined && Object.hasOwn(table, id) ? table[id] : undefined;
  if (found === undefined) throw partNotFound(part, id ?? '');
  return found;
}

export interface ApiChange<T> {
  readonly api: HttpApiRecord;
  /** A deployment of what the API is now; its record is in `api` already. */
  readonly deploymentId?: string;
  readonly result: T;
}

/** Changes an API as it is at that moment. The change may be decided more than once. */
export async function changeApi<T>(
  context: HttpApiContext,
  { caller, requestId }: RequestContext,
  apiId: string | undefined,
  decide: (api: HttpApiRecord) => ApiChange<T>,
): Promise<T> {
  return retryConflicts(async () => {
    const stored = await requireApi(context, caller, apiId);
    const change = decide(stored.value);
    if (change.api !== stored.value) {
      const changes = await planChanges(context, { before: stored.value, change, requestId });
      const [first, ...rest] = changes;
      if (first !== undefined)
        await context.store.documents.write([{ ...first, ifRevision: stored.revision }, ...rest]);
    }
    return change.result;
  }, lost);
}

const lost = (): Error =>
  conflict('Unable to complete operation due to concurrent modification. Please try again later.');

/** Writes an API that was not there before, whole. */
export async function createApi(
  context: HttpApiContext,
  api: HttpApiRecord,
  requestId: string,
): Promise<HttpApiRecord> {
  return retryConflicts(async () => {
    const key = apiKey(api, api.apiId);
    const known = await context.store.documents.get<HttpApiRecord>(key);
    if (known !== undefined) return known.value;
    const before = { ...api, stages: {}, routes: {}, settings: { ...api.settings, CorsConfiguration: undefined } };
    const [first, ...rest] = await planChanges(context, { before, change: { api, result: undefined }, requestId });
    if (first !== undefined) await context.store.documents.write([{ ...first, ifRevision: 0 }, ...rest]);
    return api;
  }, lost);
}

export async function deleteApi(context: HttpApiContext, caller: Caller, apiId: string | undefined): Promise<void> {
  const { documents } = context.store;
  await retryConflicts(async () => {
    const { key, revision, value } = await requireApi(context, caller, apiId);
    const deployments = await Array.fromAsync(readAll(documents, deploymentsPrefix(value.apiId)));
    await documents.write([
      { kind: 'delete', key, ifRevision: revision },
      ...Object.keys(value.stages).map((name): Change => ({ kind: 'delete', key: servedStageKey(value.apiId, name) })),
      ...deployments.map((deployment): Change => ({ kind: 'delete', key: deployment.key })),
    ]);
  }, lost);
}

interface PlannedChange {
  readonly before: HttpApiRecord;
  readonly change: ApiChange<unknown>;
  readonly requestId: string;
}

/** The API's own document comes first. */
async function planChanges(context: HttpApiContext, planned: PlannedChange): Promise<readonly Change[]> {
  const { before } = planned;
  const deployable = describeDeployable(planned.change.api);
  const { api, deploymentId } = withAutomaticDeployment(planned, deployable, context.clock.now());
  const changes: Change[] = [{ kind: 'put', key: apiKey(api, api.apiId), value: api }];
  if (deploymentId !== undefined)
    changes.push({ kind: 'put', key: deploymentKey(api.apiId, deploymentId), value: deployable });
  for (const id of Object.keys(before.deployments))
    if (!Object.hasOwn(api.deployments, id)) changes.push({ kind: 'delete', key: deploymentKey(api.apiId, id) });
  for (const name of Object.keys(before.stages))
    if (!Object.hasOwn(api.stages, name)) changes.push({ kind: 'delete', key: servedStageKey(api.apiId, name) });
  const isSameApi = JSON.stringify(identityOf(before)) === JSON.stringify(identityOf(api));
  for (const stage of Object.values(api.stages)) {
    if (isSameApi && before.stages[stage.StageName ?? ''] === stage) continue;
    const isNew = deploymentId !== undefined && stage.DeploymentId === deploymentId;
    const deployed = isNew ? deployable : await readDeployed(context, api.apiId, stage);
    const value = describeServed(api, stage, deployed);
    changes.push({ kind: 'put', key: servedStageKey(api.apiId, stage.StageName ?? ''), value });
  }
  return changes;
}

const identityOf = ({ settings, authorizerGeneration }: HttpApiRecord): readonly unknown[] => [
  settings.Name,
  settings.DisableExecuteApiEndpoint,
  authorizerGeneration,
];

/** A stage without a deployment serves nothing yet. */
async function readDeployed({ store }: StoreHolder, apiId: string, { DeploymentId }: StageRecord): Promise<Deployable> {
  if (DeploymentId === undefined) return { routes: [] };
  const stored = await store.documents.get<Deployable>(deploymentKey(apiId, DeploymentId));
  return stored?.value ?? { routes: [] };
}

/** Stages that deploy by themselves get what has changed; the deployments that they had go, where no stage is left with one. */
function withAutomaticDeployment(
  { before, change, requestId }: PlannedChange,
  deployable: Deployable,
  nowMs: number,
): { readonly api: HttpApiRecord; readonly deploymentId?: string | undefined } {
  const { api } = change;
  const automatic = Object.values(api.stages).filter(({ AutoDeploy }) => AutoDeploy === true);
  const isChanged = JSON.stringify(describeDeployable(before)) !== JSON.stringify(deployable);
  const waiting = automatic.filter(({ DeploymentId }) => isChanged || DeploymentId === undefined);
  if (waiting.length === 0) return { api, deploymentId: change.deploymentId };
  // A request that deploys by itself as well has one deployment for both.
  const deploymentId = change.deploymentId ?? identifierFrom(requestId, `deployment/${nowMs}`, 6);
  const deployment = {
    AutoDeployed: true,
    DeploymentId: deploymentId,
    DeploymentStatus: 'DEPLOYED',
    Description: 'Automatic deployment triggered by changes to the Api configuration',
    createdAtMs: nowMs,
  } as const;
  const stages = Object.fromEntries(
    waiting.map((stage) => [
      stage.StageName ?? '',
      {
        ...stage,
        DeploymentId: deploymentId,
        LastDeploymentStatusMessage: `Successfully deployed stage with deployment ID '${deploymentId}'`,
        updatedAtMs: nowMs,
      },
    ]),
  );
  const deployed = {
    ...api,
    stages: { ...api.stages, ...stages },
    deployments: { ...api.deployments, [deploymentId]: api.deployments[deploymentId] ?? deployment },
  };
  return { api: withoutSuperseded(deployed), deploymentId };
}

function withoutSuperseded(api: HttpApiRecord): HttpApiRecord {
  const used = new Set(Object.values(api.stages).map(({ DeploymentId }) => DeploymentId));
  const superseded = Object.values(api.deployments).filter(
    ({ AutoDeployed, DeploymentId }) => AutoDeployed === true && !used.has(DeploymentId),
  );
  const deployments = superseded.reduce(
    (table, { DeploymentId = '' }) => without(table, DeploymentId),
    api.deployments,
  );
  return { ...api, deployments };
}
