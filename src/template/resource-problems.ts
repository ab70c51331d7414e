import { functionCall } from './function-call.ts';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { deletionPolicies, updateReplacePolicies } from './template.ts';
import { isAlphanumeric, isLoop } from './logical-name.ts';

const members = new Set([
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
]);

/** Members of resources that the SAM transform knows and takes away. */
const samMembers = new Set(['Connectors', 'IgnoreGlobals']);

const maps = ['CreationPolicy', 'Metadata', 'Properties', 'UpdatePolicy'];

/** What AWS finds wrong with a resource, its properties aside, which belong to its type. */
export function* resourceProblems(name: string, resource: JsonValue, transforms: readonly string[]): Generator<string> {
  if (isLoop(name, transforms)) return;
  if (!isAlphanumeric(name)) yield `Template format error: Resource name ${name} is non alphanumeric.`;
  if (!isJsonObject(resource)) {
    yield 'Template format error: Any Resources member must be an object.';
    return;
  }
  if (resource['Type'] === undefined)
    yield `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`;
  else if (typeof resource['Type'] !== 'string')
    yield `Template format error: [/Resources/${name}/Type] Every Type member must be a string.`;
  const unknown = Object.keys(resource).find(
    (member) =>
      !members.has(member) && member !== 'Fn::Transform' && !(transforms.length > 0 && samMembers.has(member)),
  );
  if (unknown !== undefined) yield `Invalid template resource property '${unknown}'`;
  for (const member of maps)
    if (resource[member] !== undefined && !isJsonObject(resource[member]))
      yield `Template format error: [/Resources/${name}/${member}] ${member} must be a map.`;
  const { DependsOn: dependsOn, Condition: condition } = resource;
  const isNames = (value: JsonValue): boolean => typeof value === 'string';
  if (dependsOn !== undefined && !(isJsonList(dependsOn) ? dependsOn.every(isNames) : isNames(dependsOn)))
    yield `Template format error: [/Resources/${name}/DependsOn] Every DependsOn value must be a string or a list of strings.`;
  if (condition !== undefined && typeof condition !== 'string')
    yield `Template format error: [/Resources/${name}/Condition] Every Condition member must be a string.`;
  yield* mapPolicyProblems(name, resource);
  yield* policyProblems(name, resource, { member: 'DeletionPolicy', known: deletionPolicies, transforms });
  yield* policyProblems(name, resource, { member: 'UpdateReplacePolicy', known: updateReplacePolicies, transforms });
}

/** What may stand in the policies that are maps; AWS's text for anything else is not known. */
const policyMembers = new Map([
  ['CreationPolicy', ['AutoScalingCreationPolicy', 'ResourceSignal', 'StartFleet']],
  [
    'UpdatePolicy',
    [
      'AutoScalingReplacingUpdate',
      'AutoScalingRollingUpdate',
      'AutoScalingScheduledAction',
      'CodeDeployLambdaAliasUpdate',
      'EnableVersionUpgrade',
      'UseOnlineResharding',
    ],
  ],
]);

function* mapPolicyProblems(name: string, resource: JsonObject): Generator<string> {
  for (const [member, known] of policyMembers) {
    const policy = resource[member];
    if (!isJsonObject(policy)) continue;
    const unknown = Object.keys(policy).filter((key) => !known.includes(key) && !key.startsWith('Fn::'));
    if (unknown.length > 0)
      yield `Template format error: [/Resources/${name}/${member}] Encountered unsupported properties: [${unknown.join(', ')}]`;
    const update = policy['CodeDeployLambdaAliasUpdate'];
    if (update !== undefined && !isAliasUpdate(update))
      yield `Template format error: [/Resources/${name}/${member}/CodeDeployLambdaAliasUpdate] ApplicationName and DeploymentGroupName are required, BeforeAllowTrafficHook and AfterAllowTrafficHook are optional.`;
  }
}

const aliasUpdateMembers = new Set([
  'AfterAllowTrafficHook',
  'ApplicationName',
  'BeforeAllowTrafficHook',
  'DeploymentGroupName',
]);

/** Whether a value says how an alias is updated, or is a function that may yet do so. */
function isAliasUpdate(update: JsonValue): boolean {
  if (!isJsonObject(update)) return false;
  const isComplete = ['ApplicationName', 'DeploymentGroupName'].every((member) => Object.hasOwn(update, member));
  return (
    functionCall(update) !== undefined ||
    (isComplete && Object.keys(update).every((key) => aliasUpdateMembers.has(key)))
  );
}

function* policyProblems(
  name: string,
  resource: JsonObject,
  expected: { readonly member: string; readonly known: readonly string[]; readonly transforms: readonly string[] },
): Generator<string> {
  const { member, known, transforms } = expected;
  const policy = resource[member];
  // A transform may still make a name out of it.
  if (policy === undefined || (isJsonObject(policy) && transforms.length > 0)) return;
  if (typeof policy !== 'string') yield `Template format error: Every ${member} member must be a string.`;
  else if (!known.includes(policy))
    yield `Template format error: Unrecognized ${member} ${policy} for resource ${name}`;
}
