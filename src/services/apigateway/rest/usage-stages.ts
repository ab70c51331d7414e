/** What stages serve anew when a usage plan or an API key changes. */
import type { Change } from '../../../storage/documents.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { ApiGatewayDependencies } from '../context.ts';
import { apiKey, type Owner, stageKey, usagePlansPrefix } from './resources/keys.ts';
import type { RestApiRecord, StageRecord } from './resources/rest-api.ts';
import type { UsagePlanRecord } from './resources/usage.ts';
import { type Pending, serveStage } from './serve-stage.ts';

type StoreHolder = Pick<ApiGatewayDependencies, 'store'>;

export async function readPlans({ store }: StoreHolder, owner: Owner): Promise<readonly UsagePlanRecord[]> {
  const stored = await Array.fromAsync(readAll<UsagePlanRecord>(store.documents, usagePlansPrefix(owner)));
  return stored.map(({ value }) => value);
}

/** Of the stages that plans name, those that are there. */
export async function serveStagesOf(
  context: StoreHolder,
  owner: Owner,
  plans: readonly UsagePlanRecord[],
  pending: Pending,
): Promise<readonly Change[]> {
  const { documents } = context.store;
  const named = new Map(
    plans.flatMap(({ apiStages }) => apiStages).map((one) => [`${one.apiId}/${one.stage}`, one] as const),
  );
  const changes: Change[] = [];
  for (const { apiId, stage: stageName } of named.values()) {
    const api = await documents.get<RestApiRecord>(apiKey(owner, apiId));
    const stage = await documents.get<StageRecord>(stageKey(owner, apiId, stageName));
    if (api !== undefined && stage !== undefined)
      changes.push(await serveStage(context, api.value, stage.value, pending));
  }
  return changes;
}
