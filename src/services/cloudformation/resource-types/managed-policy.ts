import { iam as iamApi } from '../../../api/iam.ts';
import { formatArn } from '../../../aws/arn.ts';
import { findOrNone, whereThere } from '../missing.ts';
import { createNamedType, inServiceFrame } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readDocument, readText, readTexts } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { Properties, ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';
import { requireRolesAlone } from './role-policies.ts';

type Clients = Pick<ResourceClients, 'iam'>;

const serviceName = 'Iam';
/** A policy keeps no more; the oldest that is not in force makes room. */
const versionsMax = 5;

export function createManagedPolicyType(clients: Clients): ResourceType {
  const { iam } = clients;
  const find = (PolicyArn: string, { call }: ResourceRequest) => findOrNone(() => iam.GetPolicy({ PolicyArn }, call));
  return createNamedType({
    typeName: 'AWS::IAM::ManagedPolicy',
    serviceName,
    attributeNames: [
      'AttachmentCount',
      'CreateDate',
      'DefaultVersionId',
      'IsAttachable',
      'PermissionsBoundaryUsageCount',
      'PolicyArn',
      'PolicyId',
      'UpdateDate',
    ],
    properties: ['Description', 'Groups', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles', 'Users'],
    idOf(request) {
      const path = readText(request.properties, 'Path') ?? '/';
      const { account } = request.owner;
      return formatArn({ service: 'iam', region: '', account, resource: `policy${path}${nameOf(request)}` });
    },
    exists: async (arn, request) => (await find(arn, request)) !== undefined,
    taken: (_, request) =>
      inServiceFrame(
        `A policy called ${nameOf(request)} already exists. Duplicate names are not allowed.`,
        { serviceName, status: 409 },
        request,
      ),
    async make(arn, request) {
      const { properties, call } = request;
      const roles = requireRolesAlone(properties);
      if ((await find(arn, request)) === undefined) {
        const PolicyDocument = documentOf(properties);
        const members = { PolicyName: nameOf(request), ...pick(properties, ['Description', 'Path']), PolicyDocument };
        await iam.CreatePolicy(await operationInput(iamApi, 'CreatePolicy', members), call);
      }
      for (const RoleName of roles) await iam.AttachRolePolicy({ RoleName, PolicyArn: arn }, call);
    },
    change: (arn, request) => changePolicy(clients, arn, request),
    remove: (arn, request) => removePolicy(clients, arn, request),
    async attributesOf(PolicyArn, { call }) {
      const { Policy = {} } = await iam.GetPolicy({ PolicyArn }, call);
      return {
        PolicyArn,
        PolicyId: Policy.PolicyId ?? '',
        DefaultVersionId: Policy.DefaultVersionId ?? '',
        AttachmentCount: Policy.AttachmentCount ?? 0,
        PermissionsBoundaryUsageCount: Policy.PermissionsBoundaryUsageCount ?? 0,
        IsAttachable: Policy.IsAttachable ?? true,
        CreateDate: Policy.CreateDate?.toISOString() ?? '',
        UpdateDate: Policy.UpdateDate?.toISOString() ?? '',
      };
    },
  });
}

const nameOf = (request: ResourceRequest): string =>
  readText(request.properties, 'ManagedPolicyName') ??
  physicalName(request, { lengthMax: 128, letters: 'mixed', randomLength: 12 });

const documentOf = (properties: Properties): string => readDocument(properties, 'PolicyDocument') ?? '';

async function changePolicy({ iam }: Clients, PolicyArn: string, request: UpdateRequest): Promise<void> {
  const { properties, previousProperties, call } = request;
  const roles = requireRolesAlone(properties);
  if (documentOf(properties) !== documentOf(previousProperties)) {
    const { Versions = [] } = await iam.ListPolicyVersions({ PolicyArn }, call);
    // Newest first.
    const oldest = Versions.findLast(({ IsDefaultVersion }) => IsDefaultVersion !== true);
    if (Versions.length >= versionsMax && oldest?.VersionId !== undefined)
      await iam.DeletePolicyVersion({ PolicyArn, VersionId: oldest.VersionId }, call);
    await iam.CreatePolicyVersion({ PolicyArn, PolicyDocument: documentOf(properties), SetAsDefault: true }, call);
  }
  for (const RoleName of roles) await iam.AttachRolePolicy({ RoleName, PolicyArn }, call);
  for (const RoleName of readTexts(previousProperties, 'Roles'))
    if (!roles.includes(RoleName)) await whereThere(() => iam.DetachRolePolicy({ RoleName, PolicyArn }, call));
}

async function removePolicy({ iam }: Clients, PolicyArn: string, { properties, call }: ResourceRequest): Promise<void> {
  // It asks where the policy hangs: one that could not be made may name what no role can be called.
  const given = new Set(readTexts(properties, 'Roles'));
  const { PolicyRoles = [] } = await iam.ListEntitiesForPolicy({ PolicyArn, MaxItems: 1000 }, call);
  for (const { RoleName } of PolicyRoles)
    if (RoleName !== undefined && given.has(RoleName)) await iam.DetachRolePolicy({ RoleName, PolicyArn }, call);
  const { Versions = [] } = await iam.ListPolicyVersions({ PolicyArn }, call);
  for (const { VersionId, IsDefaultVersion } of Versions)
    if (IsDefaultVersion !== true && VersionId !== undefined)
      await whereThere(() => iam.DeletePolicyVersion({ PolicyArn, VersionId }, call));
  await iam.DeletePolicy({ PolicyArn }, call);
}
