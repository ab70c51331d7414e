/** Makes of a stage what the data plane serves. Every change that a stage sees is written with what comes of it. */
import type { Change } from '../../../storage/documents.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { ApiGatewayDependencies } from '../context.ts';
import { servedStageKey } from '../served-stage.ts';
import { requireDeployment } from './records.ts';
import { usageKeyKey, usagePlansPrefix } from './resources/keys.ts';
import type { DeploymentRecord, RestApiRecord, StageRecord } from './resources/rest-api.ts';
import type { ApiKeyRecord, UsagePlanRecord } from './resources/usage.ts';
import type { RestStage, ServedApiKey } from './rest-stage.ts';

type StoreHolder = Pick<ApiGatewayDependencies, 'store'>;

/** Writes that are not stored yet, and that what is served follows from. */
export interface Pending {
  readonly deployment?: DeploymentRecord;
  readonly plans?: ReadonlyMap<string, UsagePlanRecord | undefined>;
  readonly keys?: ReadonlyMap<string, ApiKeyRecord | undefined>;
}

export async function serveStage(
  context: StoreHolder,
  api: RestApiRecord,
  stage: StageRecord,
  pending: Pending = {},
): Promise<Change> {
  const { id: apiId } = api;
  const { canarySettings: canary } = stage;
  const find = async (id: string): Promise<DeploymentRecord> =>
    pending.deployment?.id === id ? pending.deployment : (await requireDeployment(context, api, { apiId, id })).value;
  const key = servedStageKey(apiId, stage.stageName);
  // Read first: whoever writes meanwhile has seen other plans and keys.
  const served = await context.store.documents.get(key);
  const { snapshot } = await find(stage.deploymentId);
  const other = canary && (await find(canary.deploymentId));
  const value: RestStage = {
    kind: 'rest',
    apiId,
    region: api.region,
    account: api.account,
    apiName: api.name,
    stageName: stage.stageName,
    variables: stage.variables,
    isEndpointDisabled: api.disableExecuteApiEndpoint,
    deploymentId: stage.deploymentId,
    snapshot,
    ...(canary &&
      other && {
        canary: {
          percentTraffic: canary.percentTraffic,
          deploymentId: canary.deploymentId,
          snapshot: other.snapshot,
          variables: { ...stage.variables, ...canary.stageVariableOverrides },
        },
      }),
    apiKeys: await readServedKeys(context, api, stage, pending),
    authorizerGeneration: stage.authorizerGeneration,
    methodSettings: stage.methodSettings,
  };
  return { kind: 'put', key, value, ifRevision: served?.revision ?? 0 };
}

async function readServedKeys(
  { store: { documents } }: StoreHolder,
  api: RestApiRecord,
  { stageName }: StageRecord,
  { plans = new Map(), keys = new Map() }: Pending,
): Promise<Readonly<Record<string, ServedApiKey>>> {
  const stored = new Map<string, UsagePlanRecord | undefined>();
  for await (const { value } of readAll<UsagePlanRecord>(documents, usagePlansPrefix(api))) stored.set(value.id, value);
  const served: Record<string, ServedApiKey> = {};
  for (const plan of new Map([...stored, ...plans]).values()) {
    if (plan === undefined || !plan.apiStages.some(({ apiId, stage }) => apiId === api.id && stage === stageName))
      continue;
    for (const id of plan.keyIds) {
      const key = keys.has(id) ? keys.get(id) : (await documents.get<ApiKeyRecord>(usageKeyKey(api, id)))?.value;
      if (key?.enabled === true) served[key.value] = { id };
    }
  }
  return served;
}
