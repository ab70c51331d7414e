/** Which aliases of a stack CodeDeploy shifts, from the template as its transforms have made it. */
import { isJsonObject, type JsonObject, type JsonValue } from '../template/json.ts';

export interface ShiftedAlias {
  /** Logical ID. */
  readonly resource: string;
  readonly functionName: string;
  readonly alias: string;
  /** Logical IDs, or names where the template names no resource of its own. */
  readonly groupResource?: string;
  readonly functionResource?: string;
  /** As the template refers to the version's number. */
  readonly versionReference?: string;
  readonly beforeHook?: string;
  readonly afterHook?: string;
}

/** Physical IDs by logical ID: of an alias its ARN. */
export type PhysicalIds = ReadonlyMap<string, string>;

export function findShiftedAliases(template: JsonObject, physicalIds: PhysicalIds): ShiftedAlias[] {
  return resourcesOf(template).flatMap(([resource, body]) => {
    if (body['Type'] !== 'AWS::Lambda::Alias') return [];
    const policy = findMember(body['UpdatePolicy'], 'CodeDeployLambdaAliasUpdate');
    // A resource whose condition does not hold has no physical ID.
    const names = /:function:([^:]+):([^:]+)$/.exec(physicalIds.get(resource) ?? '');
    if (!isJsonObject(policy) || names === null) return [];
    const [, functionName = '', alias = ''] = names;
    const { FunctionName, FunctionVersion } = isJsonObject(body['Properties']) ? body['Properties'] : {};
    const functionResource = referenceOf(FunctionName);
    return [
      {
        resource,
        functionName,
        alias,
        ...named('functionResource', functionResource),
        ...named('versionReference', describeVersion(functionResource, referenceOf(FunctionVersion))),
        ...named('groupResource', referenceOf(policy['DeploymentGroupName'])),
        ...named('beforeHook', referenceOf(policy['BeforeAllowTrafficHook'])),
        ...named('afterHook', referenceOf(policy['AfterAllowTrafficHook'])),
      },
    ];
  });
}

/** SAM gives the versions that it makes a hash for a name, and lets them be referred to by their function. */
function describeVersion(functionResource = '', versionResource: string | undefined): string | undefined {
  if (versionResource === undefined) return undefined;
  const isSam = new RegExp(`^${functionResource}Version[0-9a-f]{10}$`).test(versionResource);
  return isSam ? `!GetAtt ${functionResource}.Version.Version` : `!GetAtt ${versionResource}.Version`;
}

export function resourcesOf(template: JsonObject): (readonly [logicalId: string, body: JsonObject])[] {
  const resources = template['Resources'];
  if (!isJsonObject(resources)) return [];
  return Object.entries(resources).flatMap(([id, body]) => (isJsonObject(body) ? [[id, body] as const] : []));
}

const named = <Name extends string>(name: Name, value: string | undefined): { readonly [Key in Name]?: string } =>
  // The computed member's name is the type's.
  value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: string });

/** What a `Ref`, a `Fn::GetAtt` or a plain text names. */
export function referenceOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (!isJsonObject(value)) return undefined;
  const { Ref, 'Fn::GetAtt': attribute } = value;
  if (typeof Ref === 'string') return Ref === 'AWS::NoValue' ? undefined : Ref;
  if (Array.isArray(attribute) && typeof attribute[0] === 'string') return attribute[0];
  return undefined;
}

/** The first member of that name, also inside of conditions. */
function findMember(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (Array.isArray(value)) return firstOf(value, name);
  if (!isJsonObject(value)) return undefined;
  return value[name] ?? firstOf(Object.values(value), name);
}

function firstOf(values: readonly JsonValue[], name: string): JsonValue | undefined {
  for (const value of values) {
    const found = findMember(value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
