import { isFilled, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import type { GeneratedResource } from '../../generated-resource.ts';
import { isIntrinsic } from '../../intrinsics/intrinsic-values.ts';
import { refuseResource } from '../../refusal.ts';
import { conditionOf, type SamResource } from '../../sam-resource.ts';
import { resolveWithMappings, type TransformScope } from '../../transform-scope.ts';

/** Takes up how the function's new versions take over, and has CodeDeploy move its alias. */
export function addDeploymentPreference(
  resource: SamResource,
  alias: GeneratedResource | undefined,
  scope: TransformScope,
): void {
  const { id, properties } = resource;
  const preference = properties['DeploymentPreference'];
  if (!isFilled(preference) || !isObject(preference)) return;
  for (const name of ['Enabled', 'Type'])
    if (preference[name] !== undefined) preference[name] = resolveWithMappings(scope, preference[name]) ?? null;
  preference['PassthroughCondition'] = readPassthrough(id, preference, scope);
  const isPropagated = isFilled(properties['PropagateTags']) && isObject(properties['Tags']);
  const isEnabled = scope.deploymentPreferences.add(
    {
      id,
      condition: conditionOf(resource),
      tags: isPropagated && isObject(properties['Tags']) ? properties['Tags'] : undefined,
    },
    preference,
  );
  if (!isEnabled) return;
  if (alias === undefined)
    throw refuseResource(id, "'DeploymentPreference' requires AutoPublishAlias property to be specified.");
  alias.attributes['UpdatePolicy'] = scope.deploymentPreferences.updatePolicy(id);
}

function readPassthrough(id: string, preference: JsonObject, scope: TransformScope): boolean {
  const given: JsonValue | undefined = preference['PassthroughCondition'];
  if (given === undefined) return scope.featureToggles.has('deployment_preference_condition_fix');
  const value = resolveWithMappings(scope, given);
  if (value === true || value === 'true' || value === 'True' || value === 1) return true;
  if (value === false || value === 'false' || value === 'False' || value === 0) return false;
  throw refuseResource(
    id,
    isIntrinsic(value)
      ? 'Unsupported intrinsic: the only intrinsic functions supported for property PassthroughCondition are FindInMap and parameter Refs.'
      : 'Invalid value for property PassthroughCondition.',
  );
}
