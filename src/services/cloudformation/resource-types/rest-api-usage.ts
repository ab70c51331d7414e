/** Who may use REST APIs: API keys, usage plans, and the account's settings. */
import { apigateway as api } from '../../../api/apigateway.ts';
import { isJsonObject, type JsonObject } from '../../../template/json.ts';
import { findOrNone } from '../missing.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { readList, readObject, readText, requireText } from '../property-readers.ts';
import { ownedTags, tagChange } from '../resource-tags.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';
import { createRestApiPart, type TextPatch, textPatches } from '../rest-api-part.ts';

type Clients = Pick<ResourceClients, 'apigateway'>;

export function createApiKeyType({ apigateway }: Clients): ResourceType {
  return createRestApiPart({
    typeName: 'AWS::ApiGateway::ApiKey',
    properties: ['CustomerId', 'Description', 'Enabled', 'GenerateDistinctId', 'Name', 'StageKeys', 'Tags', 'Value'],
    idAttribute: 'APIKeyId',
    isTaggable: true,
    async create(request) {
      const { Tags: _, StageKeys: stageKeys, ...members } = request.properties;
      const name = readText(request.properties, 'Name') ?? physicalName(request, { lengthMax: 128 });
      const input = await operationInput(api, 'CreateApiKey', {
        ...members,
        Name: name,
        ...(stageKeys && { StageKeys: stageKeys }),
      });
      return (await apigateway.CreateApiKey({ ...input, tags: { ...ownedTags(request) } }, request.call)).id ?? '';
    },
    async update(request) {
      const { properties, previousProperties, physicalId, call } = request;
      const patchOperations = textPatches(properties, previousProperties, [
        ['Enabled', '/enabled', 'false'],
        ['Description', '/description', ''],
        ['CustomerId', '/customerId', ''],
      ]);
      await apigateway.UpdateApiKey({ apiKey: physicalId, patchOperations }, call);
      await changeTags({ apigateway }, request, 'apikeys');
    },
    remove: ({ physicalId, call }) => apigateway.DeleteApiKey({ apiKey: physicalId }, call),
  });
}

async function changeTags({ apigateway }: Clients, request: UpdateRequest, collection: string): Promise<void> {
  const { physicalId, owner, previousProperties, previousStackTags, call } = request;
  const resourceArn = `arn:aws:apigateway:${owner.region}::/${collection}/${physicalId}`;
  const { wanted, gone } = tagChange(request, { properties: previousProperties, stackTags: previousStackTags });
  if (gone.length > 0) await apigateway.UntagResource({ resourceArn, tagKeys: [...gone] }, call);
  if (Object.keys(wanted).length > 0) await apigateway.TagResource({ resourceArn, tags: { ...wanted } }, call);
}

export function createUsagePlanType({ apigateway }: Clients): ResourceType {
  return createRestApiPart({
    typeName: 'AWS::ApiGateway::UsagePlan',
    properties: ['ApiStages', 'Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName'],
    idAttribute: 'Id',
    isTaggable: true,
    async create(request) {
      const { Tags: _, UsagePlanName: __, ...members } = request.properties;
      const name = readText(request.properties, 'UsagePlanName') ?? physicalName(request, { lengthMax: 128 });
      const input = await operationInput(api, 'CreateUsagePlan', { ...members, Name: name });
      return (await apigateway.CreateUsagePlan({ ...input, tags: { ...ownedTags(request) } }, request.call)).id ?? '';
    },
    async update(request) {
      const { properties, previousProperties, physicalId, call } = request;
      const patchOperations = [
        ...textPatches(properties, previousProperties, [
          ['UsagePlanName', '/name'],
          ['Description', '/description', ''],
        ]),
        ...memberPatches('Quota', properties, previousProperties),
        ...memberPatches('Throttle', properties, previousProperties),
        ...stagePatches(properties, previousProperties),
      ];
      await apigateway.UpdateUsagePlan({ usagePlanId: physicalId, patchOperations }, call);
      await changeTags({ apigateway }, request, 'usageplans');
    },
    async remove({ physicalId, call }) {
      const plan = await apigateway.GetUsagePlan({ usagePlanId: physicalId }, call);
      const patchOperations = (plan.apiStages ?? []).map(({ apiId = '', stage = '' }) => ({
        op: 'remove' as const,
        path: '/apiStages',
        value: `${apiId}:${stage}`,
      }));
      if (patchOperations.length > 0)
        await apigateway.UpdateUsagePlan({ usagePlanId: physicalId, patchOperations }, call);
      await apigateway.DeleteUsagePlan({ usagePlanId: physicalId }, call);
    },
  });
}

function memberPatches(name: 'Quota' | 'Throttle', properties: JsonObject, previous: JsonObject): TextPatch[] {
  const path = `/${name.toLowerCase()}`;
  const wanted = readObject(properties, name);
  if (wanted === undefined) return name in previous ? [{ op: 'remove', path }] : [];
  return Object.entries(wanted).map(([member, value]) => ({
    op: 'replace',
    path: `${path}/${member.slice(0, 1).toLowerCase()}${member.slice(1)}`,
    value: String(value),
  }));
}

function stagePatches(properties: JsonObject, previous: JsonObject): TextPatch[] {
  const stagesOf = (holder: JsonObject): string[] =>
    readList(holder, 'ApiStages')
      .filter(isJsonObject)
      .map((one) => `${requireText(one, 'ApiId')}:${requireText(one, 'Stage')}`);
  const wanted = stagesOf(properties);
  const before = stagesOf(previous);
  return [
    ...before
      .filter((stage) => !wanted.includes(stage))
      .map((value): TextPatch => ({ op: 'remove', path: '/apiStages', value })),
    ...wanted
      .filter((stage) => !before.includes(stage))
      .map((value): TextPatch => ({ op: 'add', path: '/apiStages', value })),
  ];
}

export function createUsagePlanKeyType({ apigateway }: Clients): ResourceType {
  const targetOf = ({ properties }: ResourceRequest) => ({
    usagePlanId: requireText(properties, 'UsagePlanId'),
    keyId: requireText(properties, 'KeyId'),
  });
  return createRestApiPart({
    typeName: 'AWS::ApiGateway::UsagePlanKey',
    properties: ['KeyId', 'KeyType', 'UsagePlanId'],
    idAttribute: 'Id',
    async create(request) {
      const { usagePlanId, keyId } = targetOf(request);
      const found = await findOrNone(() => apigateway.GetUsagePlanKey({ usagePlanId, keyId }, request.call));
      const keyType = readText(request.properties, 'KeyType') ?? 'API_KEY';
      if (found === undefined) await apigateway.CreateUsagePlanKey({ usagePlanId, keyId, keyType }, request.call);
      return `${keyId}:${usagePlanId}`;
    },
    // A change of any property makes another one.
    update: async () => {},
    remove: (request) => apigateway.DeleteUsagePlanKey(targetOf(request), request.call),
  });
}

/** There is one in each region; what stood there before stays when the resource goes. */
export function createRestApiAccountType({ apigateway }: Clients): ResourceType {
  const settle = async ({ properties, call }: ResourceRequest): Promise<void> => {
    const value = readText(properties, 'CloudWatchRoleArn') ?? '';
    await apigateway.UpdateAccount({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] }, call);
  };
  return createRestApiPart({
    typeName: 'AWS::ApiGateway::Account',
    properties: ['CloudWatchRoleArn'],
    idAttribute: 'Id',
    async create(request) {
      await settle(request);
      return physicalName(request, { lengthMax: 25 });
    },
    update: settle,
    remove: async () => {},
  });
}
