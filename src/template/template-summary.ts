import { transformCallsIn } from './transform-calls.ts';
import type { Template } from './template.ts';

export type Capability = 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND';

/** What GetTemplateSummary and ValidateTemplate tell of a template, in the spelling of the API. */
export interface TemplateSummary {
  readonly Description?: string;
  readonly Metadata?: string;
  readonly Version?: string;
  readonly Capabilities?: readonly Capability[];
  readonly CapabilitiesReason?: string;
  readonly DeclaredTransforms?: readonly string[];
  readonly Parameters: readonly ParameterSummary[];
  readonly ResourceTypes: readonly string[];
  readonly ResourceIdentifierSummaries: readonly ResourceIdentifierSummary[];
}

export interface ParameterSummary {
  readonly ParameterKey: string;
  readonly ParameterType: string;
  readonly NoEcho: boolean;
  readonly DefaultValue?: string;
  readonly Description?: string;
  readonly ParameterConstraints: { readonly AllowedValues?: readonly string[] };
}

export interface ResourceIdentifierSummary {
  readonly ResourceType: string;
  readonly LogicalResourceIds: readonly string[];
  readonly ResourceIdentifiers?: readonly string[];
}

/** `identifiersOf` names the properties by which resources of a type are told apart, if it is known. */
export function summarizeTemplate(
  template: Template,
  identifiersOf: (resourceType: string) => readonly string[] = () => [],
): TemplateSummary {
  const capabilities = requiredCapabilities(template);
  const byType = Map.groupBy(template.resources.values(), ({ type }) => type);
  return {
    ...(template.description !== undefined && { Description: template.description }),
    ...(template.metadata !== undefined && { Metadata: JSON.stringify(template.metadata) }),
    ...(template.formatVersion !== undefined && { Version: template.formatVersion }),
    ...(capabilities.names.length > 0 && {
      Capabilities: capabilities.names,
      CapabilitiesReason: capabilities.reason,
    }),
    ...(template.transforms.length > 0 && { DeclaredTransforms: template.transforms }),
    Parameters: [...template.parameters].map(([key, declaration]) => ({
      ParameterKey: key,
      ParameterType: declaration.type,
      NoEcho: declaration.noEcho,
      ...(declaration.default !== undefined && { DefaultValue: declaration.default }),
      ...(declaration.description !== undefined && { Description: declaration.description }),
      ParameterConstraints: declaration.allowedValues === undefined ? {} : { AllowedValues: declaration.allowedValues },
    })),
    ResourceTypes: [...byType.keys()],
    ResourceIdentifierSummaries: [...byType].map(([type, resources]) => {
      const identifiers = identifiersOf(type);
      return {
        ResourceType: type,
        LogicalResourceIds: resources.map(({ logicalId }) => logicalId),
        ...(identifiers.length > 0 && { ResourceIdentifiers: identifiers }),
      };
    }),
  };
}

/** Types of IAM that can give permissions, and the property that gives each a name of its own. */
const iamTypes = new Map<string, string | undefined>([
  ['AWS::IAM::AccessKey', undefined],
  ['AWS::IAM::Group', 'GroupName'],
  ['AWS::IAM::InstanceProfile', 'InstanceProfileName'],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  ['AWS::IAM::Policy', undefined],
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::IAM::User', 'UserName'],
  ['AWS::IAM::UserToGroupAddition', undefined],
]);

/** What a request has to acknowledge before the template is used. */
export function requiredCapabilities(template: Template): {
  readonly names: readonly Capability[];
  readonly reason: string;
} {
  const resources = [...template.resources.values()];
  const iam = resources.filter(({ type }) => iamTypes.has(type));
  const isNamed = iam.some(({ type, properties }) => Object.hasOwn(properties, iamTypes.get(type) ?? ''));
  const types = new Set(iam.map(({ type }) => type));
  const transforms = new Set([...template.transforms, ...transformCallsIn(template.tree).map(({ name }) => name)]);
  const names: Capability[] = [];
  const reasons: string[] = [];
  if (types.size > 0) {
    names.push(isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM');
    reasons.push(`The following resource(s) require capabilities: [${[...types].join(', ')}]`);
  }
  if (transforms.size > 0) {
    names.push('CAPABILITY_AUTO_EXPAND');
    reasons.push(`The following transform(s) require capabilities: [${[...transforms].join(', ')}]`);
  }
  return { names, reason: reasons.join('. ') };
}
