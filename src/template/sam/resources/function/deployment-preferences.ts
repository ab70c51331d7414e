/**
 * How functions want new versions to take over, gathered over the template, and what CodeDeploy
 * needs for it: one application, one role, a deployment group for each function.
 */
import { copyJson, isAbsent, isFilled, isList, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { combineConditions } from '../../intrinsics/combined-condition.ts';
import { getAtt, isIf, isIntrinsic, isNoValue, readIf, ref, sub } from '../../intrinsics/intrinsic-values.ts';
import { refuseResource } from '../../refusal.ts';
import { listTags } from '../../tags.ts';
import { awsPolicyArn } from '../../policies/managed-policy-arn.ts';

const applicationId = 'ServerlessDeploymentApplication';
const roleId = 'CodeDeployServiceRole';
const conditionName = 'ServerlessCodeDeployCondition';

const predefinedConfigs = new Set([
  'Canary10Percent5Minutes',
  'Canary10Percent10Minutes',
  'Canary10Percent15Minutes',
  'Canary10Percent30Minutes',
  'Linear10PercentEvery1Minute',
  'Linear10PercentEvery2Minutes',
  'Linear10PercentEvery3Minutes',
  'Linear10PercentEvery10Minutes',
  'AllAtOnce',
]);

/** What of the template the deployments need. */
interface DeploymentScope {
  readonly partition: string;
  /** Conditions of the finished template. */
  readonly conditions: JsonObject;
}

interface DeploymentPreference {
  readonly functionId: string;
  readonly type: JsonValue;
  readonly alarms: JsonValue | undefined;
  readonly role: JsonValue | undefined;
  readonly triggers: JsonValue | undefined;
  readonly preTrafficHook: JsonValue | undefined;
  readonly postTrafficHook: JsonValue | undefined;
  readonly condition: string | undefined;
  readonly tags: JsonObject | undefined;
}

/** What stands around a preference in its function. */
interface PreferenceOwner {
  readonly id: string;
  /** The condition of the function, where the group is to have it too. */
  readonly condition: string | undefined;
  /** Tags of the function, where they are to be propagated. */
  readonly tags: JsonObject | undefined;
}

export class DeploymentPreferences {
  readonly #enabled: DeploymentPreference[] = [];

  /** Takes the preference up, and tells whether it is enabled. */
  add(owner: PreferenceOwner, preference: JsonObject): boolean {
    const { Enabled: enabled = true, Type: type, Hooks: hooks = {} } = preference;
    if (!isFilled(enabled) || enabled === 'false' || enabled === 'False') return false;
    if (type === undefined)
      throw refuseResource(owner.id, "'DeploymentPreference' is missing required Property 'Type'");
    if (!isObject(hooks))
      throw refuseResource(owner.id, "'Hooks' property of 'DeploymentPreference' must be a dictionary");
    this.#enabled.push({
      functionId: owner.id,
      type,
      alarms: preference['Alarms'],
      role: preference['Role'],
      triggers: preference['TriggerConfigurations'],
      preTrafficHook: hooks['PreTraffic'],
      postTrafficHook: hooks['PostTraffic'],
      condition: isFilled(preference['PassthroughCondition']) ? owner.condition : undefined,
      tags: owner.tags,
    });
    return true;
  }

  /** The update policy of the function's alias, which hands each change of its version to CodeDeploy. */
  updatePolicy(functionId: string): JsonObject {
    const preference = this.#enabled.find((candidate) => candidate.functionId === functionId);
    // A group that cannot be made is the function's fault, and refused with it.
    if (preference !== undefined) createGroup(preference);
    const policy: JsonObject = { ApplicationName: ref(applicationId), DeploymentGroupName: ref(groupId(functionId)) };
    if (!isAbsent(preference?.preTrafficHook)) policy['BeforeAllowTrafficHook'] = preference.preTrafficHook;
    if (!isAbsent(preference?.postTrafficHook)) policy['AfterAllowTrafficHook'] = preference.postTrafficHook;
    return { CodeDeployLambdaAliasUpdate: policy };
  }

  /** Makes, one by one, what CodeDeploy needs; each may be refused for itself. */
  *resourceMakers(scope: DeploymentScope): Generator<() => GeneratedResource> {
    if (this.#enabled.length === 0) return;
    const attributes = this.#commonAttributes(scope);
    const tags: JsonObject = Object.assign({}, ...this.#enabled.map((preference) => preference.tags ?? {}));
    const tagList = Object.keys(tags).length > 0 ? listTags(tags) : undefined;
    yield () =>
      generate(
        'AWS::CodeDeploy::Application',
        applicationId,
        { ComputePlatform: 'Lambda', Tags: tagList },
        { attributes },
      );
    if (!this.#enabled.every((preference) => isFilled(preference.role)))
      yield () => generate('AWS::IAM::Role', roleId, { ...serviceRole(scope), Tags: tagList }, { attributes });
    for (const preference of this.#enabled) yield () => createGroup(preference);
  }

  /** Application and role stand under a condition only if every deployment group does. */
  #commonAttributes(scope: DeploymentScope): JsonObject {
    const conditions = [
      ...new Set(this.#enabled.flatMap(({ condition }) => (condition === undefined ? [] : [condition]))),
    ];
    const isAlwaysConditional = this.#enabled.every((preference) => preference.condition !== undefined);
    const [first] = conditions;
    if (!isAlwaysConditional || first === undefined) return {};
    if (conditions.length === 1) return { Condition: first };
    Object.assign(scope.conditions, combineConditions(conditions, conditionName));
    return { Condition: conditionName };
  }
}

function groupId(functionId: string): string {
  return `${functionId}DeploymentGroup`;
}

function serviceRole(scope: DeploymentScope): Record<string, JsonValue> {
  const isLimited = scope.partition === 'aws-iso' || scope.partition === 'aws-iso-b';
  return {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['codedeploy.amazonaws.com'] } },
      ],
    },
    ManagedPolicyArns: [awsPolicyArn(scope, `service-role/AWSCodeDeployRoleForLambda${isLimited ? 'Limited' : ''}`)],
  };
}

function createGroup(preference: DeploymentPreference): GeneratedResource {
  const { functionId, alarms, condition, role, triggers, tags, type } = preference;
  const properties = {
    AlarmConfiguration: alarmConfiguration(functionId, alarms),
    ApplicationName: ref(applicationId),
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
    DeploymentConfigName: replaceConfigNames(copyJson(type)),
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ServiceRoleArn: isFilled(role) ? role : getAtt(roleId, 'Arn'),
    TriggerConfigurations: isFilled(triggers) ? triggers : undefined,
    Tags: isFilled(tags) ? listTags(tags) : undefined,
  };
  const attributes: JsonObject = condition === undefined ? {} : { Condition: condition };
  return generate('AWS::CodeDeploy::DeploymentGroup', groupId(functionId), properties, { attributes });
}

function alarmConfiguration(functionId: string, alarms: JsonValue | undefined): JsonValue | undefined {
  if (!isFilled(alarms) || isNoValue(alarms)) return undefined;
  if (!isIf(alarms)) return listAlarms(functionId, alarms);
  const read = readIf(alarms);
  if (read.kind === 'fault') throw refuseResource(functionId, read.reason);
  const [condition, whenTrue, whenFalse] = read.items;
  return { 'Fn::If': [condition, listAlarms(functionId, whenTrue), listAlarms(functionId, whenFalse)] };
}

function listAlarms(functionId: string, alarms: JsonValue): JsonObject {
  if (!isList(alarms)) throw refuseResource(functionId, 'Alarms must be a list');
  if (alarms.length === 0 || isNoValue(alarms[0])) return {};
  return { Enabled: true, Alarms: alarms.map((alarm) => ({ Name: alarm })) };
}

/** Puts CodeDeploy's own name wherever one of its configurations is named, inside intrinsic functions too. */
function replaceConfigNames(value: JsonValue, functionName?: string): JsonValue {
  if (isList(value)) return value.map((item) => replaceConfigNames(item));
  if (isIntrinsic(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceConfigNames(item, name)]));
  if (typeof value !== 'string' || !predefinedConfigs.has(value)) return value;
  const text = 'CodeDeployDefault.Lambda${ConfigName}';
  return functionName === 'Fn::Sub' ? [text, { ConfigName: value }] : sub(text, { ConfigName: value });
}
