import { createNamedType } from '../named-type.ts';
import { physicalName } from '../physical-name.ts';
import { InvalidProperty, readDocument, readTexts, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { Properties, ResourceRequest, ResourceType } from '../resource-type.ts';
import { whereThere } from '../missing.ts';

type Clients = Pick<ResourceClients, 'iam'>;

/** `AWS::IAM::Policy`: one inline policy, put into each of the roles that it names. */
export function createInlinePolicyType({ iam }: Clients): ResourceType {
  const put = async (roles: readonly string[], { properties, call }: ResourceRequest): Promise<void> => {
    const PolicyName = requireText(properties, 'PolicyName');
    const PolicyDocument = readDocument(properties, 'PolicyDocument') ?? '';
    for (const RoleName of roles) await iam.PutRolePolicy({ RoleName, PolicyName, PolicyDocument }, call);
  };
  const remove = async (roles: readonly string[], properties: Properties, { call }: ResourceRequest): Promise<void> => {
    const PolicyName = requireText(properties, 'PolicyName');
    for (const RoleName of roles) await whereThere(() => iam.DeleteRolePolicy({ RoleName, PolicyName }, call));
  };
  return createNamedType({
    typeName: 'AWS::IAM::Policy',
    serviceName: 'Iam',
    attributeNames: ['Id'],
    properties: ['Groups', 'PolicyDocument', 'PolicyName', 'Roles', 'Users'],
    // AWS leaves four or five letters of each name.
    idOf: (request) => physicalName(request, { lengthMax: 24 }),
    exists: async () => false,
    async make(_, request) {
      const given: string[] = [];
      try {
        for (const role of requireRolesAlone(request.properties)) {
          await put([role], request);
          given.push(role);
        }
      } catch (error) {
        // A role that keeps a policy of a creation that failed could not be deleted.
        await remove(given, request.properties, request);
        throw error;
      }
    },
    async change(_, request) {
      const { properties, previousProperties: previous } = request;
      const roles = requireRolesAlone(properties);
      await put(roles, request);
      const isRenamed = properties['PolicyName'] !== previous['PolicyName'];
      const left = readTexts(previous, 'Roles').filter((role) => isRenamed || !roles.includes(role));
      await remove(left, previous, request);
    },
    remove: (_, request) => remove(readTexts(request.properties, 'Roles'), request.properties, request),
    attributesOf: (id) => ({ Id: id }),
  });
}

/** `AWS::IAM::RolePolicy`: one inline policy of one role, known by both names. */
export function createRolePolicyType({ iam }: Clients): ResourceType {
  const targetOf = ({ properties }: ResourceRequest) => ({
    RoleName: requireText(properties, 'RoleName'),
    PolicyName: requireText(properties, 'PolicyName'),
  });
  const put = async (_: string, request: ResourceRequest): Promise<void> => {
    const PolicyDocument = readDocument(request.properties, 'PolicyDocument') ?? '';
    await iam.PutRolePolicy({ ...targetOf(request), PolicyDocument }, request.call);
  };
  return createNamedType({
    typeName: 'AWS::IAM::RolePolicy',
    serviceName: 'Iam',
    attributeNames: [],
    properties: ['PolicyDocument', 'PolicyName', 'RoleName'],
    idOf: (request) => `${targetOf(request).PolicyName}|${targetOf(request).RoleName}`,
    async exists(_, request) {
      const { RoleName, PolicyName } = targetOf(request);
      const { PolicyNames = [] } = await iam.ListRolePolicies({ RoleName, MaxItems: 1000 }, request.call);
      return PolicyNames.includes(PolicyName);
    },
    make: put,
    change: put,
    remove: (_, request) => whereThere(() => iam.DeleteRolePolicy(targetOf(request), request.call)),
    attributesOf: () => ({}),
  });
}

/** Serin's IAM has no groups, and no users that policies could hang on. */
export function requireRolesAlone(properties: Properties): readonly string[] {
  for (const name of ['Groups', 'Users'])
    if (readTexts(properties, name).length > 0)
      throw new InvalidProperty(`Serin's IAM keeps policies of roles alone: ${name} cannot be given`);
  return readTexts(properties, 'Roles');
}
