import { bucketSettingNames, changeSettings } from '../bucket-properties.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { physicalName } from '../physical-name.ts';
import { InvalidProperty, readObject, readText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import { plainTags, tagList } from '../resource-tags.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 's3'>;

export function createBucketType({ s3 }: Clients): ResourceType {
  const find = (Bucket: string, { call }: ResourceRequest) => findOrNone(() => s3.HeadBucket({ Bucket }, call));
  return createNamedType({
    typeName: 'AWS::S3::Bucket',
    serviceName: 'S3',
    isTaggable: true,
    attributeNames: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
    properties: [...bucketSettingNames, 'AccessControl', 'BucketName', 'Tags'],
    idOf: (request) =>
      readText(request.properties, 'BucketName') ??
      physicalName(request, { lengthMax: 63, letters: 'lower', randomLength: 12 }),
    exists: async (name, request) => (await find(name, request)) !== undefined,
    taken: (name) => `${name} already exists`,
    async make(Bucket, request) {
      requirePrivate(request);
      if ((await find(Bucket, request)) === undefined) await createBucket({ s3 }, Bucket, request);
      await changeSettings(s3, Bucket, { request, previous: {} });
      await putTags({ s3 }, Bucket, request);
    },
    async change(Bucket, request) {
      requirePrivate(request);
      await changeSettings(s3, Bucket, { request, previous: request.previousProperties });
      await putTags({ s3 }, Bucket, request);
    },
    // One that holds objects stays, and says so.
    async remove(Bucket, { call }) {
      await s3.DeleteBucket({ Bucket }, call);
    },
    attributesOf: (name, { owner: { region } }) => ({
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    }),
    async noteOf(_, { properties }) {
      const isTold = Object.keys(readObject(properties, 'NotificationConfiguration') ?? {}).length > 0;
      return isTold ? 'Serin keeps the notifications of a bucket, and sends none' : undefined;
    },
  });
}

/** Access is not enforced, so a list that opens a bucket would promise what is not so. */
function requirePrivate({ properties }: ResourceRequest): void {
  const list = readText(properties, 'AccessControl') ?? 'Private';
  if (!['BucketOwnerFullControl', 'LogDeliveryWrite', 'Private'].includes(list))
    throw new InvalidProperty(`Serin does not support AccessControl ${list}: leave it out, or write Private`);
}

async function createBucket({ s3 }: Clients, Bucket: string, { owner, call }: ResourceRequest): Promise<void> {
  const { region } = owner;
  // The oldest region is the one that is not named; the others are written as their clients write them.
  const constraint = region === 'us-east-1' ? undefined : (region as 'eu-west-1');
  await s3.CreateBucket(
    { Bucket, ...(constraint !== undefined && { CreateBucketConfiguration: { LocationConstraint: constraint } }) },
    call,
  );
}

async function putTags({ s3 }: Clients, Bucket: string, { properties, stackTags, call }: ResourceRequest) {
  const TagSet = tagList(plainTags(properties, stackTags));
  if (TagSet.length > 0) await s3.PutBucketTagging({ Bucket, Tagging: { TagSet } }, call);
  else await s3.DeleteBucketTagging({ Bucket }, call);
}
