import type { S3Operations } from '../../api/s3.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { S3Context, S3Input, S3Operation, S3Output } from './context.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import * as access from './operations/bucket-access.ts';
import * as encryption from './operations/bucket-encryption.ts';
import * as lifecycle from './operations/bucket-lifecycle.ts';
import * as notification from './operations/bucket-notification.ts';
import * as policy from './operations/bucket-policy.ts';
import * as bucketTagging from './operations/bucket-tagging.ts';
import * as traffic from './operations/bucket-traffic.ts';
import { getBucketVersioning, putBucketVersioning } from './operations/bucket-versioning.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getObjectAttributes } from './operations/get-object-attributes.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { headBucket } from './operations/head-bucket.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listMultipartUploads } from './operations/list-multipart-uploads.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { listObjects, listObjectsV2 } from './operations/list-objects.ts';
import { listParts } from './operations/list-parts.ts';
import { getObjectAcl, putObjectAcl } from './operations/object-acl.ts';
import * as objectTagging from './operations/object-tagging.ts';
import { putObject } from './operations/put-object.ts';
import { uploadPart, uploadPartCopy } from './operations/upload-part.ts';

/**
 * S3: objects in buckets, durable when a write is answered. A `GetObject` whose answer has a
 * `ContentRange` is a part, for which HTTP has the status 206.
 */
export function createS3Service(context: S3Context) {
  const serve =
    <Name extends keyof S3Operations>(operation: S3Operation<Name>) =>
    (input: S3Input<Name>, request: RequestContext): Promise<S3Output<Name>> =>
      operation(input, context, request);
  return {
    ...bucketsAndObjects(serve),
    ...configurations(serve),
    ...uploads(serve),
  } satisfies Handlers<S3Operations>;
}

export type S3Service = ReturnType<typeof createS3Service>;

type Serve = <Name extends keyof S3Operations>(
  operation: S3Operation<Name>,
) => (input: S3Input<Name>, request: RequestContext) => Promise<S3Output<Name>>;

const bucketsAndObjects = (serve: Serve) => ({
  CopyObject: serve(copyObject),
  CreateBucket: serve(createBucket),
  DeleteBucket: serve(deleteBucket),
  DeleteObject: serve(deleteObject),
  DeleteObjectTagging: serve(objectTagging.deleteObjectTagging),
  DeleteObjects: serve(deleteObjects),
  GetBucketLocation: serve(getBucketLocation),
  GetObject: serve(getObject),
  GetObjectAcl: serve(getObjectAcl),
  GetObjectAttributes: serve(getObjectAttributes),
  GetObjectTagging: serve(objectTagging.getObjectTagging),
  HeadBucket: serve(headBucket),
  HeadObject: serve(headObject),
  ListBuckets: serve(listBuckets),
  ListObjectVersions: serve(listObjectVersions),
  ListObjects: serve(listObjects),
  ListObjectsV2: serve(listObjectsV2),
  PutObject: serve(putObject),
  PutObjectAcl: serve(putObjectAcl),
  PutObjectTagging: serve(objectTagging.putObjectTagging),
});

const configurations = (serve: Serve) => ({
  DeleteBucketCors: serve(traffic.deleteBucketCors),
  DeleteBucketEncryption: serve(encryption.deleteBucketEncryption),
  DeleteBucketLifecycle: serve(lifecycle.deleteBucketLifecycle),
  DeleteBucketOwnershipControls: serve(access.deleteBucketOwnershipControls),
  DeleteBucketPolicy: serve(policy.deleteBucketPolicy),
  DeleteBucketTagging: serve(bucketTagging.deleteBucketTagging),
  DeleteBucketWebsite: serve(traffic.deleteBucketWebsite),
  DeletePublicAccessBlock: serve(access.deletePublicAccessBlock),
  GetBucketAccelerateConfiguration: serve(traffic.getBucketAcceleration),
  GetBucketAcl: serve(access.getBucketAcl),
  GetBucketCors: serve(traffic.getBucketCors),
  GetBucketEncryption: serve(encryption.getBucketEncryption),
  GetBucketLifecycleConfiguration: serve(lifecycle.getBucketLifecycle),
  GetBucketLogging: serve(traffic.getBucketLogging),
  GetBucketNotificationConfiguration: serve(notification.getBucketNotification),
  GetBucketOwnershipControls: serve(access.getBucketOwnershipControls),
  GetBucketPolicy: serve(policy.getBucketPolicy),
  GetBucketReplication: serve(traffic.getBucketReplication),
  GetBucketRequestPayment: serve(traffic.getBucketRequestPayment),
  GetBucketTagging: serve(bucketTagging.getBucketTagging),
  GetBucketVersioning: serve(getBucketVersioning),
  GetBucketWebsite: serve(traffic.getBucketWebsite),
  GetObjectLockConfiguration: serve(traffic.getObjectLockConfiguration),
  GetPublicAccessBlock: serve(access.getPublicAccessBlock),
  PutBucketAccelerateConfiguration: serve(traffic.putBucketAcceleration),
  PutBucketAcl: serve(access.putBucketAcl),
  PutBucketCors: serve(traffic.putBucketCors),
  PutBucketEncryption: serve(encryption.putBucketEncryption),
  PutBucketLifecycleConfiguration: serve(lifecycle.putBucketLifecycle),
  PutBucketLogging: serve(traffic.putBucketLogging),
  PutBucketNotificationConfiguration: serve(notification.putBucketNotification),
  PutBucketOwnershipControls: serve(access.putBucketOwnershipControls),
  PutBucketPolicy: serve(policy.putBucketPolicy),
  PutBucketRequestPayment: serve(traffic.putBucketRequestPayment),
  PutBucketTagging: serve(bucketTagging.putBucketTagging),
  PutBucketVersioning: serve(putBucketVersioning),
  PutBucketWebsite: serve(traffic.putBucketWebsite),
  PutPublicAccessBlock: serve(access.putPublicAccessBlock),
});

const uploads = (serve: Serve) => ({
  AbortMultipartUpload: serve(abortMultipartUpload),
  CompleteMultipartUpload: serve(completeMultipartUpload),
  CreateMultipartUpload: serve(createMultipartUpload),
  ListMultipartUploads: serve(listMultipartUploads),
  ListParts: serve(listParts),
  UploadPart: serve(uploadPart),
  UploadPartCopy: serve(uploadPartCopy),
});
