import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { readDocument, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 's3'>;

export function createBucketPolicyType({ s3 }: Clients): ResourceType {
  const put = async (Bucket: string, { properties, call }: ResourceRequest): Promise<void> => {
    await s3.PutBucketPolicy({ Bucket, Policy: readDocument(properties, 'PolicyDocument') ?? '' }, call);
  };
  return createNamedType({
    typeName: 'AWS::S3::BucketPolicy',
    serviceName: 'S3',
    attributeNames: [],
    properties: ['Bucket', 'PolicyDocument'],
    idOf: ({ properties }) => requireText(properties, 'Bucket'),
    exists: async (Bucket, { call }) => (await findOrNone(() => s3.GetBucketPolicy({ Bucket }, call))) !== undefined,
    taken: (name) => `The bucket policy already exists on bucket ${name}.`,
    make: put,
    change: put,
    async remove(Bucket, { call }) {
      await s3.DeleteBucketPolicy({ Bucket }, call);
    },
    attributesOf: () => ({}),
  });
}
