/** `Auth.UsagePlan` of a REST API: a plan, an API key and the link between them. */
import { isAbsent, isFilled, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { ref } from '../../intrinsics/intrinsic-values.ts';
import { refuseResource } from '../../refusal.ts';
import type { TransformScope } from '../../transform-scope.ts';

const planNames = new Set(['CreateUsagePlan', 'Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName']);

export interface PlannedApi {
  readonly id: string;
  readonly stageId: string;
  /** Attributes that go to all that is generated for the API. */
  readonly attributes: JsonObject;
}

export function generateUsagePlan(
  api: PlannedApi,
  given: JsonValue | undefined,
  scope: TransformScope,
): GeneratedResource[] {
  if (isAbsent(given)) return [];
  const { plan, kind } = readPlan(api.id, given);
  if (kind === 'NONE') return [];
  if (kind === 'PER_API') {
    const apiStages = [{ ApiId: ref(api.id), Stage: ref(api.stageId) }];
    const stageKeys = [{ RestApiId: ref(api.id), StageName: ref(api.stageId) }];
    return generatePlan(
      { prefix: api.id, dependsOn: [api.id], apiStages, stageKeys, attributes: api.attributes },
      plan,
    );
  }
  const { sharedUsagePlan: shared } = scope;
  shared.add(api.id, api.stageId, api.attributes, scope);
  const { apiStages, stageKeys, apiIds, attributes } = shared;
  return generatePlan({ prefix: 'Serverless', dependsOn: apiIds, apiStages, stageKeys, attributes }, plan);
}

function readPlan(
  apiId: string,
  given: JsonValue,
): { readonly plan: JsonObject; readonly kind: 'SHARED' | 'PER_API' | 'NONE' } {
  if (!isObject(given)) throw refuseResource(apiId, "'UsagePlan' must be a dictionary");
  if (Object.keys(given).some((name) => !planNames.has(name)))
    throw refuseResource(apiId, "Invalid property for 'UsagePlan'");
  const { CreateUsagePlan: kind } = given;
  if (isAbsent(kind)) throw refuseResource(apiId, "'CreateUsagePlan' is a required field for UsagePlan.");
  if (kind !== 'SHARED' && kind !== 'PER_API' && kind !== 'NONE')
    throw refuseResource(apiId, "'CreateUsagePlan' accepts one of ['SHARED', 'PER_API', 'NONE'].");
  return { plan: given, kind };
}

interface PlanSettings {
  readonly prefix: string;
  readonly dependsOn: readonly string[];
  readonly apiStages: readonly JsonObject[];
  readonly stageKeys: readonly JsonObject[];
  readonly attributes: JsonObject;
}

function generatePlan(settings: PlanSettings, plan: JsonObject): GeneratedResource[] {
  const { prefix, attributes } = settings;
  const planId = `${prefix}UsagePlan`;
  const keyId = `${prefix}ApiKey`;
  const { CreateUsagePlan: _, ...rest } = plan;
  const passed = Object.fromEntries(Object.entries(rest).filter(([, value]) => isFilled(value)));
  return [
    generate(
      'AWS::ApiGateway::UsagePlan',
      planId,
      { ...passed, ApiStages: [...settings.apiStages] },
      { attributes, dependsOn: [...settings.dependsOn] },
    ),
    generate(
      'AWS::ApiGateway::ApiKey',
      keyId,
      { Enabled: true, StageKeys: [...settings.stageKeys] },
      { attributes, dependsOn: [planId] },
    ),
    generate(
      'AWS::ApiGateway::UsagePlanKey',
      `${prefix}UsagePlanKey`,
      { KeyId: ref(keyId), KeyType: 'API_KEY', UsagePlanId: ref(planId) },
      { attributes, dependsOn: [keyId] },
    ),
  ];
}
