/**
 * S3's errors. Its schemas hold a handful; the rest stand here with their HTTP status, as on AWS's
 * page "Error responses" of the S3 API reference.
 */
import { ApiError } from '../../aws/api-error.ts';

const codesByStatus: Readonly<Record<number, readonly string[]>> = {
  304: ['NotModified'],
  400: [
    'AccessControlListNotSupported',
    'BadDigest',
    'BadRequest',
    'EntityTooSmall',
    'IllegalLocationConstraintException',
    'IllegalVersioningConfigurationException',
    'InvalidArgument',
    'InvalidBucketAclWithObjectOwnership',
    'InvalidBucketName',
    'InvalidBucketOwnerAWSAccountID',
    'InvalidDigest',
    'InvalidLocationConstraint',
    'InvalidPart',
    'InvalidPartOrder',
    'InvalidStorageClass',
    'InvalidTag',
    'KeyTooLongError',
    'MalformedACLError',
    'MalformedPolicy',
    'MalformedXML',
    'MetadataTooLarge',
    'UnexpectedContent',
  ],
  404: [
    'NoSuchBucketPolicy',
    'NoSuchCORSConfiguration',
    'NoSuchLifecycleConfiguration',
    'NoSuchPublicAccessBlockConfiguration',
    'NoSuchTagSet',
    'NoSuchVersion',
    'NoSuchWebsiteConfiguration',
    'ObjectLockConfigurationNotFoundError',
    'OwnershipControlsNotFoundError',
    'ReplicationConfigurationNotFoundError',
    'ServerSideEncryptionConfigurationNotFoundError',
  ],
  405: ['MethodNotAllowed'],
  409: ['BucketNotEmpty', 'InvalidBucketState', 'OperationAborted'],
  412: ['PreconditionFailed'],
  416: ['InvalidRange', 'InvalidPartNumber'],
  500: ['InternalError'],
  501: ['NotImplemented'],
};

/** For the server, which has code and status of the others from the schemas. */
export const s3Errors: Readonly<Record<string, { readonly code: string; readonly httpStatus: number }>> =
  Object.fromEntries(
    Object.entries(codesByStatus).flatMap(([status, codes]) =>
      codes.map((code) => [code, { code, httpStatus: Number(status) }]),
    ),
  );

export const noSuchBucket = (bucket: string): ApiError =>
  new ApiError('NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });

export const noSuchKey = (key: string): ApiError =>
  new ApiError('NoSuchKey', 'The specified key does not exist.', { Key: key });

export const noSuchVersion = (key: string, versionId: string): ApiError =>
  new ApiError('NoSuchVersion', 'The specified version does not exist.', { Key: key, VersionId: versionId });

export const noSuchUpload = (uploadId: string): ApiError =>
  new ApiError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );

export const malformedXml = (): ApiError =>
  new ApiError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const invalidArgument = (message: string, name: string, value: string): ApiError =>
  new ApiError('InvalidArgument', message, { ArgumentName: name, ArgumentValue: value });

export const preconditionFailed = (condition: string): ApiError =>
  new ApiError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });

/** AWS's own words for a header it does not know, and which one it is. */
export const notImplemented = (name: string): ApiError =>
  new ApiError(
    'NotImplemented',
    `A header you provided implies functionality that is not implemented: Serin's S3 has no ${name}.`,
    { Header: name },
  );

export const badDigest = (name: string): ApiError =>
  new ApiError(
    'BadDigest',
    name === 'Content-MD5'
      ? 'The Content-MD5 you specified did not match what we received.'
      : `The ${name} you specified did not match the calculated checksum.`,
  );
