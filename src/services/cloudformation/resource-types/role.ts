import { iam as iamApi } from '../../../api/iam.ts';
import { isJsonObject } from '../../../template/json.ts';
import { findOrNone, whereThere } from '../missing.ts';
import { createNamedType, inServiceFrame } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readDocument, readList, readText, readTexts, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import { plainTags, tagChange, tagList } from '../resource-tags.ts';
import type { Properties, ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'iam'>;

const serviceName = 'Iam';

export function createRoleType(clients: Clients): ResourceType {
  const { iam } = clients;
  const find = (RoleName: string, { call }: ResourceRequest) => findOrNone(() => iam.GetRole({ RoleName }, call));
  return createNamedType({
    typeName: 'AWS::IAM::Role',
    serviceName,
    isTaggable: true,
    attributeNames: ['Arn', 'RoleId'],
    properties: [
      'AssumeRolePolicyDocument',
      'Description',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'Path',
      'PermissionsBoundary',
      'Policies',
      'RoleName',
      'Tags',
    ],
    idOf: (request) =>
      readText(request.properties, 'RoleName') ??
      physicalName(request, { lengthMax: 64, letters: 'mixed', randomLength: 12 }),
    exists: async (name, request) => (await find(name, request)) !== undefined,
    taken: (name, request) =>
      inServiceFrame(`Role with name ${name} already exists.`, { serviceName, status: 409 }, request),
    async make(RoleName, request) {
      const { properties, stackTags, call } = request;
      if ((await find(RoleName, request)) === undefined) {
        const members = {
          RoleName,
          Description: '',
          ...pick(properties, ['Description', 'MaxSessionDuration', 'Path', 'PermissionsBoundary']),
          AssumeRolePolicyDocument: trustOf(properties),
        };
        const input = await operationInput(iamApi, 'CreateRole', members);
        await iam.CreateRole({ ...input, Tags: tagList(plainTags(properties, stackTags)) }, call);
      }
      await changePolicies(clients, RoleName, { request, previous: {} });
    },
    async change(RoleName, request) {
      await changeSettings(clients, RoleName, request);
      await changePolicies(clients, RoleName, { request, previous: request.previousProperties });
    },
    async remove(RoleName, request) {
      await takePolicies(clients, RoleName, request);
      await iam.DeleteRole({ RoleName }, request.call);
    },
    async attributesOf(RoleName, { call }) {
      const { Role } = await iam.GetRole({ RoleName }, call);
      return { Arn: Role?.Arn ?? '', RoleId: Role?.RoleId ?? '' };
    },
  });
}

const trustOf = (properties: Properties): string => readDocument(properties, 'AssumeRolePolicyDocument') ?? '';

async function changeSettings({ iam }: Clients, RoleName: string, request: UpdateRequest): Promise<void> {
  const { properties, previousProperties, previousStackTags, call } = request;
  const PolicyDocument = trustOf(properties);
  if (PolicyDocument !== trustOf(previousProperties))
    await iam.UpdateAssumeRolePolicy({ RoleName, PolicyDocument }, call);
  const members = { RoleName, Description: '', MaxSessionDuration: 3600 };
  const given = pick(properties, ['Description', 'MaxSessionDuration']);
  await iam.UpdateRole(await operationInput(iamApi, 'UpdateRole', { ...members, ...given }), call);
  const boundary = readText(properties, 'PermissionsBoundary');
  const previousBoundary = readText(previousProperties, 'PermissionsBoundary');
  if (boundary !== undefined) await iam.PutRolePermissionsBoundary({ RoleName, PermissionsBoundary: boundary }, call);
  else if (previousBoundary !== undefined)
    await whereThere(() => iam.DeleteRolePermissionsBoundary({ RoleName }, call));
  const { wanted, gone } = tagChange(request, { properties: previousProperties, stackTags: previousStackTags });
  if (gone.length > 0) await iam.UntagRole({ RoleName, TagKeys: [...gone] }, call);
  const Tags = tagList(wanted);
  if (Tags.length > 0) await iam.TagRole({ RoleName, Tags }, call);
}

interface RoleChange {
  readonly request: ResourceRequest;
  readonly previous: Properties;
}

/** Touches none that others have attached. */
async function changePolicies({ iam }: Clients, RoleName: string, { request, previous }: RoleChange): Promise<void> {
  const { properties, call } = request;
  const attached = readTexts(properties, 'ManagedPolicyArns');
  for (const PolicyArn of attached) await iam.AttachRolePolicy({ RoleName, PolicyArn }, call);
  for (const PolicyArn of readTexts(previous, 'ManagedPolicyArns'))
    if (!attached.includes(PolicyArn)) await whereThere(() => iam.DetachRolePolicy({ RoleName, PolicyArn }, call));
  const inline = readPolicies(properties);
  for (const [PolicyName, PolicyDocument] of inline)
    await iam.PutRolePolicy({ RoleName, PolicyName, PolicyDocument }, call);
  for (const PolicyName of readPolicies(previous).keys())
    if (!inline.has(PolicyName)) await whereThere(() => iam.DeleteRolePolicy({ RoleName, PolicyName }, call));
}

/**
 * Takes away what the template gave. It asks what is there first: of a role that could not be made, the
 * template may name what no policy can be called.
 */
async function takePolicies({ iam }: Clients, RoleName: string, { properties, call }: ResourceRequest): Promise<void> {
  const given = new Set(readTexts(properties, 'ManagedPolicyArns'));
  const { AttachedPolicies = [] } = await iam.ListAttachedRolePolicies({ RoleName, MaxItems: 1000 }, call);
  for (const { PolicyArn } of AttachedPolicies)
    if (PolicyArn !== undefined && given.has(PolicyArn)) await iam.DetachRolePolicy({ RoleName, PolicyArn }, call);
  const inline = readPolicies(properties);
  const { PolicyNames = [] } = await iam.ListRolePolicies({ RoleName, MaxItems: 1000 }, call);
  for (const PolicyName of PolicyNames)
    if (inline.has(PolicyName)) await iam.DeleteRolePolicy({ RoleName, PolicyName }, call);
}

const readPolicies = (properties: Properties): ReadonlyMap<string, string> =>
  new Map(
    readList(properties, 'Policies')
      .filter(isJsonObject)
      .map((policy) => [requireText(policy, 'PolicyName'), readDocument(policy, 'PolicyDocument') ?? '']),
  );
