import { logs as logsApi } from '../../../api/logs.ts';
import { formatArn } from '../../../aws/arn.ts';
import { createOnce } from '../create-once.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readBoolean, readNumber, readTags, readText, requireKnown } from '../property-readers.ts';
import { replacementBySchema } from './schemas.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { Progress, Properties, ResourceRequest, ResourceType, Tag } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'logs'>;

const knownProperties = [
  'DeletionProtectionEnabled',
  'KmsKeyId',
  'LogGroupClass',
  'LogGroupName',
  'RetentionInDays',
  'Tags',
];

export function createLogGroupType(clients: Clients): ResourceType {
  const { logs } = clients;
  return {
    typeName: 'AWS::Logs::LogGroup',
    serviceName: 'CloudWatchLogs',
    isTaggable: true,
    attributeNames: ['Arn'],
    replacementOf: replacementBySchema('AWS::Logs::LogGroup'),
    async create(request) {
      const { properties, call } = request;
      requireKnown(properties, knownProperties);
      const name = readText(properties, 'LogGroupName') ?? physicalName(request, { lengthMax: 512 });
      return createOnce(request, {
        physicalId: name,
        exists: () => logGroupExists(clients, name, request),
        takenMessage: `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"${name}"}' already exists.`,
        async create() {
          if (!(await logGroupExists(clients, name, request))) {
            const members = { logGroupName: name, ...pick(properties, ['LogGroupClass']) };
            await logs.CreateLogGroup(await operationInput(logsApi, 'CreateLogGroup', members), call);
          }
          await configure(clients, name, { request, previous: {} });
          return done(name, request);
        },
      });
    },
    async update(request) {
      requireKnown(request.properties, knownProperties);
      await configure(clients, request.physicalId, {
        request,
        previous: request.previousProperties,
        previousStackTags: request.previousStackTags,
      });
      return done(request.physicalId, request);
    },
    async delete(request) {
      await logs.DeleteLogGroup({ logGroupName: request.physicalId }, request.call);
      return done(request.physicalId, request);
    },
  };
}

const arnOf = (name: string, { owner }: ResourceRequest): string =>
  formatArn({ service: 'logs', ...owner, resource: `log-group:${name}` });

const done = (name: string, request: ResourceRequest): Progress => ({
  kind: 'done',
  physicalId: name,
  attributes: { Arn: `${arnOf(name, request)}:*` },
});

async function logGroupExists({ logs }: Clients, name: string, { call }: ResourceRequest): Promise<boolean> {
  // The name that is equal to the prefix comes first among all that begin with it.
  const found = await logs.DescribeLogGroups({ logGroupNamePrefix: name, limit: 1 }, call);
  return found.logGroups?.[0]?.logGroupName === name;
}

interface LogGroupChange {
  readonly request: ResourceRequest;
  readonly previous: Properties;
  readonly previousStackTags?: readonly Tag[];
}

async function configure({ logs }: Clients, name: string, change: LogGroupChange): Promise<void> {
  const { request, previous } = change;
  const { properties, call } = request;
  const retentionInDays = readNumber(properties, 'RetentionInDays');
  if (retentionInDays !== undefined) await logs.PutRetentionPolicy({ logGroupName: name, retentionInDays }, call);
  else if (readNumber(previous, 'RetentionInDays') !== undefined)
    await logs.DeleteRetentionPolicy({ logGroupName: name }, call);
  const kmsKeyId = readText(properties, 'KmsKeyId');
  if (kmsKeyId !== undefined) await logs.AssociateKmsKey({ logGroupName: name, kmsKeyId }, call);
  else if (previous['KmsKeyId'] !== undefined) await logs.DisassociateKmsKey({ logGroupName: name }, call);
  const isProtected = readBoolean(properties, 'DeletionProtectionEnabled') ?? false;
  if (isProtected !== (readBoolean(previous, 'DeletionProtectionEnabled') ?? false))
    await logs.PutLogGroupDeletionProtection(
      { logGroupIdentifier: name, deletionProtectionEnabled: isProtected },
      call,
    );
  await changeTags({ logs }, name, change);
}

async function changeTags({ logs }: Clients, name: string, change: LogGroupChange): Promise<void> {
  const { request, previous, previousStackTags = [] } = change;
  const { properties, stackTags, call } = request;
  const wanted = readTags(properties, stackTags);
  const gone = readTags(previous, previousStackTags)
    .map(({ key }) => key)
    .filter((key) => !wanted.some((tag) => tag.key === key));
  const resourceArn = arnOf(name, request);
  if (gone.length > 0) await logs.UntagResource({ resourceArn, tagKeys: gone }, call);
  if (wanted.length > 0)
    await logs.TagResource(
      { resourceArn, tags: Object.fromEntries(wanted.map(({ key, value }) => [key, value])) },
      call,
    );
}
