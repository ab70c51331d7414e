import type { Stored } from '../../../../storage/documents.ts';
import type { ApiGatewayDependencies } from '../../context.ts';
import type { RestInput, RestOperation, RestOutput } from '../context.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { invalidOperation, parsePatches, type Patch, patchNumber, requireValue } from '../patch.ts';
import { takePage } from '../pages.ts';
import { put, requireStage, retryConflicts } from '../records.ts';
import { type Owner, usageKeyKey, usagePlanKey } from '../resources/keys.ts';
import { shortIds } from '../resources/new-id.ts';
import type { ApiKeyRecord, PlanStage, UsagePlanRecord } from '../resources/usage.ts';
import { readPlans, serveStagesOf } from '../usage-stages.ts';
import { requireKey } from './api-keys.ts';

/** Throttles and quotas are kept and told; Serin does not hold calls against them. */
export const createUsagePlan: RestOperation<'CreateUsagePlan'> = (input, context, { caller, requestId }) =>
  retryConflicts(async () => {
    const { documents } = context.store;
    const id = shortIds(requestId, 'createUsagePlan')();
    const key = usagePlanKey(caller, id);
    const made = await documents.get<UsagePlanRecord>(key);
    if (made !== undefined) return describe(made.value);
    const plan = parsePlan(input, id);
    for (const one of plan.apiStages) await requirePlanStage(context, caller, one);
    const served = await serveStagesOf(context, caller, [plan], { plans: new Map([[id, plan]]) });
    await documents.write([put(key, plan, 0), ...served]);
    return describe(plan);
  });

function parsePlan(input: RestInput<'CreateUsagePlan'>, id: string): UsagePlanRecord {
  const { name, description, apiStages = [], throttle, quota, tags = {} } = input;
  if (name === undefined || name.trim() === '') throw badRequest('Usage plan name must be non-empty');
  if (quota !== undefined && (quota.limit === undefined || quota.period === undefined))
    throw badRequest('Usage Plan quota must have a period and a limit.');
  return {
    id,
    name,
    ...(description !== undefined && { description }),
    apiStages: apiStages.map(({ apiId = '', stage = '', throttle: own }) => ({
      apiId,
      stage,
      ...(own && { throttle: own as NonNullable<PlanStage['throttle']> }),
    })),
    ...(throttle && { throttle: { burstLimit: throttle.burstLimit ?? 0, rateLimit: throttle.rateLimit ?? 0 } }),
    ...(quota && { quota: { limit: quota.limit ?? 0, offset: quota.offset ?? 0, period: quota.period ?? 'DAY' } }),
    keyIds: [],
    tags,
  };
}

async function requirePlanStage(
  context: Pick<ApiGatewayDependencies, 'store'>,
  owner: Owner,
  { apiId, stage }: PlanStage,
): Promise<void> {
  await requireStage(context, owner, { apiId, stageName: stage }).catch(() => {
    throw notFound(`API Stage`);
  });
}

function describe(record: UsagePlanRecord): RestOutput<'GetUsagePlan'> {
  const { keyIds: _, tags, ...plan } = record;
  return {
    ...plan,
    apiStages: plan.apiStages.map((one) => ({ ...one, ...(one.throttle && { throttle: { ...one.throttle } }) })),
    // The model's list of periods is held against the input.
    quota: plan.quota as RestOutput<'GetUsagePlan'>['quota'],
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

async function requirePlan(
  { store }: Pick<ApiGatewayDependencies, 'store'>,
  owner: Owner,
  id: string | undefined,
): Promise<Stored<UsagePlanRecord>> {
  const stored = await store.documents.get<UsagePlanRecord>(usagePlanKey(owner, id ?? ''));
  if (stored === undefined) throw notFound('Usage Plan');
  return stored;
}

export const getUsagePlan: RestOperation<'GetUsagePlan'> = async (input, context, { caller }) =>
  describe((await requirePlan(context, caller, input.usagePlanId)).value);

export const getUsagePlans: RestOperation<'GetUsagePlans'> = async (input, context, { caller }) => {
  const plans = await readPlans(context, caller);
  const wanted = plans.filter(({ keyIds }) => input.keyId === undefined || keyIds.includes(input.keyId));
  const { items, ...rest } = takePage(wanted, ({ id }) => id, input);
  return { items: items.map(describe), ...rest };
};

interface PlanTarget {
  readonly context: ApiGatewayDependencies;
  readonly owner: Owner;
  readonly id: string | undefined;
}

/** Writes a plan and what its stages serve as one; the stages that it leaves are among them. */
function changePlan(
  { context, owner, id }: PlanTarget,
  decide: (plan: UsagePlanRecord) => Promise<UsagePlanRecord>,
): Promise<UsagePlanRecord> {
  return retryConflicts(async () => {
    const { key, revision, value } = await requirePlan(context, owner, id);
    const plan = await decide(value);
    const served = await serveStagesOf(context, owner, [value, plan], { plans: new Map([[plan.id, plan]]) });
    await context.store.documents.write([put(key, plan, revision), ...served]);
    return plan;
  });
}

export const updateUsagePlan: RestOperation<'UpdateUsagePlan'> = async (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  const target = { context, owner: caller, id: input.usagePlanId };
  const plan = await changePlan(target, async (before) => {
    const after = patches.reduce(patchPlan, before);
    for (const one of after.apiStages)
      if (!before.apiStages.includes(one)) await requirePlanStage(context, caller, one);
    return after;
  });
  return describe(plan);
};

function patchPlan(plan: UsagePlanRecord, patch: Patch): UsagePlanRecord {
  const [first = '', second, third] = patch.segments;
  switch (first) {
    case 'apiStages':
      return patchStages(plan, patch);
    case 'throttle': {
      const { throttle, ...rest } = plan;
      if (patch.op === 'remove') return rest;
      if (second !== 'burstLimit' && second !== 'rateLimit') break;
      return { ...rest, throttle: { ...throttle, [second]: patchNumber(patch) } };
    }
    case 'quota': {
      const { quota, ...rest } = plan;
      if (patch.op === 'remove') return rest;
      if (second === 'period') return { ...rest, quota: { ...quota, period: requireValue(patch) } };
      if (second !== 'limit' && second !== 'offset') break;
      return { ...rest, quota: { ...quota, [second]: patchNumber(patch) } };
    }
    case 'name':
    case 'description':
    case 'productCode': {
      if (third !== undefined) break;
      const { [first]: _, ...rest } = plan;
      return patch.op === 'remove' || patch.value === undefined ? rest : { ...rest, [first]: patch.value };
    }
  }
  throw invalidOperation(patch, patch.op === 'replace' ? ['/name', '/description', '/productCode'] : []);
}

/** `value` is `api:stage`; behind the path may stand the stage, and a throttle of one of its methods. */
function patchStages(plan: UsagePlanRecord, patch: Patch): UsagePlanRecord {
  if (patch.segments.length > 1) throw badRequest('Serin keeps no throttles of single methods in usage plans');
  const [apiId = '', stage = ''] = requireValue(patch).split(':');
  if (apiId === '' || stage === '') throw badRequest('Invalid API Stage specified');
  const others = plan.apiStages.filter((one) => one.apiId !== apiId || one.stage !== stage);
  return { ...plan, apiStages: patch.op === 'remove' ? others : [...others, { apiId, stage }] };
}

export const deleteUsagePlan: RestOperation<'DeleteUsagePlan'> = async (input, context, { caller }) => {
  await retryConflicts(async () => {
    const { key, revision, value } = await requirePlan(context, caller, input.usagePlanId);
    const stages = value.apiStages.map(({ apiId, stage }) => `${apiId}:${stage}`);
    if (stages.length > 0)
      throw badRequest(
        `Cannot delete usage plan with associated api stages: ${stages.join(', ')}. Please remove the associations first.`,
      );
    await context.store.documents.write([{ kind: 'delete', key, ifRevision: revision }]);
  });
  return {};
};

export const createUsagePlanKey: RestOperation<'CreateUsagePlanKey'> = async (input, context, { caller }) => {
  if (input.keyType !== 'API_KEY') throw badRequest('Invalid key type specified. Must be API_KEY');
  const { value: key } = await requireKey(context, caller, input.keyId);
  await changePlan({ context, owner: caller, id: input.usagePlanId }, async (plan) => {
    if (plan.keyIds.includes(key.id)) throw conflict(`${key.id} is already subscribed to usage plan ${plan.id}`);
    return { ...plan, keyIds: [...plan.keyIds, key.id] };
  });
  return describeKey(key);
};

const describeKey = ({ id, value, name }: ApiKeyRecord): RestOutput<'GetUsagePlanKey'> => ({
  id,
  type: 'API_KEY',
  value,
  ...(name !== undefined && { name }),
});

export const getUsagePlanKey: RestOperation<'GetUsagePlanKey'> = async (input, context, { caller }) => {
  const { value: plan } = await requirePlan(context, caller, input.usagePlanId);
  if (!plan.keyIds.includes(input.keyId ?? '')) throw notFound('Usage Plan Key');
  return describeKey((await requireKey(context, caller, input.keyId)).value);
};

export const getUsagePlanKeys: RestOperation<'GetUsagePlanKeys'> = async (input, context, { caller }) => {
  const { value: plan } = await requirePlan(context, caller, input.usagePlanId);
  const keys: ApiKeyRecord[] = [];
  for (const id of plan.keyIds) {
    const stored = await context.store.documents.get<ApiKeyRecord>(usageKeyKey(caller, id));
    // A key that was deleted is in no plan any more.
    if (stored !== undefined) keys.push(stored.value);
  }
  const wanted = keys.filter(({ name = '' }) => input.nameQuery === undefined || name.startsWith(input.nameQuery));
  const { items, ...rest } = takePage(wanted, ({ id }) => id, input);
  return { items: items.map(describeKey), ...rest };
};

export const deleteUsagePlanKey: RestOperation<'DeleteUsagePlanKey'> = async (input, context, { caller }) => {
  await changePlan({ context, owner: caller, id: input.usagePlanId }, async (plan) => {
    if (!plan.keyIds.includes(input.keyId ?? '')) throw notFound('Usage Plan Key');
    return { ...plan, keyIds: plan.keyIds.filter((id) => id !== input.keyId) };
  });
  return {};
};
