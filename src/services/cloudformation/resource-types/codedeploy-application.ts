import { codedeploy as codedeployApi } from '../../../api/codedeploy.ts';
import { formatArn } from '../../../aws/arn.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import { plainTags, tagChange, tagList } from '../resource-tags.ts';
import type { ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'codedeploy'>;

export function createCodedeployApplicationType({ codedeploy }: Clients): ResourceType {
  const find = (applicationName: string, { call }: ResourceRequest) =>
    findOrNone(() => codedeploy.GetApplication({ applicationName }, call));
  return createNamedType({
    typeName: 'AWS::CodeDeploy::Application',
    serviceName: 'CodeDeploy',
    isTaggable: true,
    attributeNames: [],
    properties: ['ApplicationName', 'ComputePlatform', 'Tags'],
    idOf: (request) => readText(request.properties, 'ApplicationName') ?? physicalName(request, { lengthMax: 100 }),
    exists: async (name, request) => (await find(name, request)) !== undefined,
    async make(applicationName, request) {
      if ((await find(applicationName, request)) !== undefined) return;
      const members = { applicationName, ...pick(request.properties, ['ComputePlatform']) };
      const input = await operationInput(codedeployApi, 'CreateApplication', members);
      await codedeploy.CreateApplication({ ...input, ...creationTags(request) }, request.call);
    },
    async change(name, request) {
      await changeCodedeployTags({ codedeploy }, `application:${name}`, request);
    },
    async remove(applicationName, { call }) {
      await codedeploy.DeleteApplication({ applicationName }, call);
    },
    attributesOf: () => ({}),
  });
}

export function creationTags({ properties, stackTags }: ResourceRequest) {
  const tags = tagList(plainTags(properties, stackTags));
  return tags.length > 0 ? { tags } : {};
}

export async function changeCodedeployTags(
  { codedeploy }: Clients,
  resource: string,
  request: UpdateRequest,
): Promise<void> {
  const { previousProperties, previousStackTags, owner, call } = request;
  const ResourceArn = formatArn({ service: 'codedeploy', ...owner, resource });
  const { wanted, gone } = tagChange(request, { properties: previousProperties, stackTags: previousStackTags });
  if (gone.length > 0) await codedeploy.UntagResource({ ResourceArn, TagKeys: [...gone] }, call);
  const Tags = tagList(wanted);
  if (Tags.length > 0) await codedeploy.TagResource({ ResourceArn, Tags }, call);
}
