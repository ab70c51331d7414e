import { ssm as ssmApi } from '../../../api/ssm.ts';
import { createNamedType } from '../named-type.ts';
import { findOrNone, whereThere } from '../missing.ts';
import { operationInput } from '../operation-input.ts';
import { randomText } from '../physical-name.ts';
import { InvalidProperty, pick, readText, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import { ownedTags, tagChange, tagList } from '../resource-tags.ts';
import type { CreateRequest, ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'ssm'>;

const settings = ['Type', 'Value', 'Description', 'AllowedPattern', 'Tier', 'DataType', 'Policies'];
const mixedLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function createParameterType({ ssm }: Clients): ResourceType {
  const find = (name: string, { call }: ResourceRequest) =>
    findOrNone(() => ssm.GetParameter({ Name: name, WithDecryption: true }, call));
  return createNamedType({
    typeName: 'AWS::SSM::Parameter',
    serviceName: 'Ssm',
    isTaggable: true,
    attributeNames: ['Type', 'Value'],
    properties: ['Name', 'Tags', ...settings],
    idOf: (request) => readText(request.properties, 'Name') ?? generatedName(request),
    exists: async (name, request) => (await find(name, request)) !== undefined,
    async make(name, request) {
      if ((await find(name, request)) !== undefined) return;
      const input = await inputOf(name, request);
      await ssm.PutParameter({ ...input, Tags: tagList(ownedTags(request)) }, request.call);
    },
    async change(name, request) {
      // An act that is carried out once more after a crash makes no further version.
      if (!(await isDone({ ssm }, name, request)))
        await ssm.PutParameter({ ...(await inputOf(name, request)), Overwrite: true }, request.call);
      await changeTags({ ssm }, name, request);
    },
    async remove(name, { call }) {
      await whereThere(() => ssm.DeleteParameter({ Name: name }, call));
    },
    attributesOf: (_, { properties }) => ({
      Type: requireText(properties, 'Type'),
      Value: requireText(properties, 'Value'),
    }),
  });
}

/** Unlike other types', the name does not tell the stack. */
const generatedName = ({ logicalId, requestToken }: CreateRequest): string =>
  `CFN-${logicalId}-${randomText(requestToken, 12, mixedLetters)}`;

function inputOf(Name: string, { properties }: ResourceRequest) {
  if (readText(properties, 'Type') === 'SecureString')
    throw new InvalidProperty('SSM Parameters of type SecureString cannot be created using CloudFormation');
  for (const required of ['Type', 'Value']) requireText(properties, required);
  return operationInput(ssmApi, 'PutParameter', { ...pick(properties, settings), Name });
}

async function isDone({ ssm }: Clients, name: string, { properties, call }: UpdateRequest): Promise<boolean> {
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [name] }];
  const { Parameters: [known] = [] } = await ssm.DescribeParameters({ ParameterFilters }, call);
  const { Parameter } = await ssm.GetParameter({ Name: name, WithDecryption: true }, call);
  const now = { ...known, Value: Parameter?.Value, Policies: undefined };
  const wanted = new Map(Object.entries(pick(properties, settings)).map(([key, value]) => [key, String(value)]));
  return Object.entries(now).every(([key, value]) => !wanted.has(key) || wanted.get(key) === value);
}

async function changeTags({ ssm }: Clients, name: string, request: UpdateRequest): Promise<void> {
  const { previousProperties, previousStackTags, call } = request;
  const { wanted, gone } = tagChange(request, { properties: previousProperties, stackTags: previousStackTags });
  const resource = { ResourceType: 'Parameter', ResourceId: name } as const;
  if (gone.length > 0) await ssm.RemoveTagsFromResource({ ...resource, TagKeys: [...gone] }, call);
  const Tags = tagList(wanted);
  if (Tags.length > 0) await ssm.AddTagsToResource({ ...resource, Tags }, call);
}
