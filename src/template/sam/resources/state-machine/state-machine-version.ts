/** The version and the alias through which executions move to a new definition of a state machine. */
import { isFilled, isObject, type JsonObject } from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt, ref } from '../../intrinsics/intrinsic-values.ts';
import { refuseResource } from '../../refusal.ts';
import { passedAttributes, type SamResource } from '../../sam-resource.ts';

export interface StateMachinePublication {
  readonly resources: readonly GeneratedResource[];
  /** What events start: the alias, where they shall and there is one. */
  readonly targetId: string;
}

export function publishStateMachine(resource: SamResource): StateMachinePublication {
  const { id, properties } = resource;
  const { AutoPublishAlias: alias, DeploymentPreference: preference, UseAliasAsEventTarget: usesAlias } = properties;
  if (!isFilled(alias)) {
    const needsAlias = (name: string) =>
      refuseResource(id, `'${name}' requires 'AutoPublishAlias' property to be specified.`);
    if (isFilled(usesAlias)) throw needsAlias('UseAliasAsEventTarget');
    if (isFilled(preference)) throw needsAlias('DeploymentPreference');
    return { resources: [], targetId: id };
  }
  const attributes = passedAttributes(resource);
  const versionId = `${id}Version`;
  const version = generate(
    'AWS::StepFunctions::StateMachineVersion',
    versionId,
    { StateMachineArn: ref(id), StateMachineRevisionId: getAtt(id, 'StateMachineRevisionId') },
    // A version is replaced with each change, and traffic may still go to the previous one.
    { attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', ...attributes } },
  );
  const aliasId = `${id}Alias${typeof alias === 'string' ? alias : ''}`;
  const shifting: JsonObject = isFilled(preference) && isObject(preference) ? preference : { Type: 'ALL_AT_ONCE' };
  const aliasResource = generate(
    'AWS::StepFunctions::StateMachineAlias',
    aliasId,
    { Name: alias, DeploymentPreference: { ...shifting, StateMachineVersionArn: ref(versionId) } },
    { attributes },
  );
  return { resources: [version, aliasResource], targetId: isFilled(usesAlias) ? aliasId : id };
}
