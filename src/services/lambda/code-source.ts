/** Where a function's code comes from: the request itself, or an object in S3. */
import { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { ResponseBody } from '../../aws/wire.ts';
import { readBody } from '../../storage/read-body.ts';
import type { LambdaContext } from './context.ts';
import { invalidParameter } from './errors.ts';
import { unzippedBytesMax } from './package-folders.ts';
import type { CodePackage } from './resources/function.ts';

/** The members by which requests that bring code name it. */
export interface CodeLocation {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly SourceKMSKeyArn?: string | undefined;
}

/** A package that was looked into and may be stored. */
export interface CheckedPackage {
  readonly zip: Uint8Array;
  readonly unzippedBytes: number;
  readonly sourceKmsKeyArn?: string;
}

const zippedBytesMax = 52_428_800;

/** Fetches the package and looks into it; throws AWS's words for what is wrong with it. */
export async function readPackage(
  code: CodeLocation,
  request: RequestContext,
  context: Pick<LambdaContext, 's3' | 'packages'>,
): Promise<CheckedPackage> {
  const zip = await fetchZip(code, request, context.s3);
  const { unzippedBytes } = await context.packages.inspect(zip);
  return { zip, unzippedBytes, ...(code.SourceKMSKeyArn && { sourceKmsKeyArn: code.SourceKMSKeyArn }) };
}

/** Keeps the package durably; the same content is kept once. */
export async function storePackage(
  checked: CheckedPackage,
  { store }: Pick<LambdaContext, 'store'>,
): Promise<CodePackage> {
  const { sha256, sizeBytes } = await store.blobs.put(checked.zip);
  return {
    sha256: Buffer.from(sha256, 'hex').toString('base64'),
    blob: sha256,
    sizeBytes,
    ...(checked.sourceKmsKeyArn !== undefined && { sourceKmsKeyArn: checked.sourceKmsKeyArn }),
  };
}

async function fetchZip(code: CodeLocation, request: RequestContext, s3: LambdaContext['s3']): Promise<Uint8Array> {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = code;
  if (ZipFile !== undefined) {
    if (S3Bucket !== undefined || S3Key !== undefined) {
      throw invalidParameter('Please do not provide other FunctionCode parameters when supplying a ZipFile.');
    }
    if (ZipFile.byteLength > zippedBytesMax) {
      throw new ApiError('RequestEntityTooLargeException', `Zipped size must be smaller than ${zippedBytesMax} bytes`);
    }
    return ZipFile;
  }
  if (S3Bucket === undefined && S3Key === undefined)
    throw invalidParameter('Please provide a source for function code.');
  if (S3Bucket === undefined || S3Key === undefined)
    throw invalidParameter('Please provide both S3Bucket and S3Key as the source for function code.');
  return await readObject(
    { Bucket: S3Bucket, Key: S3Key, ...(S3ObjectVersion !== undefined && { VersionId: S3ObjectVersion }) },
    request,
    s3,
  );
}

async function readObject(
  object: { readonly Bucket: string; readonly Key: string; readonly VersionId?: string },
  request: RequestContext,
  s3: LambdaContext['s3'],
): Promise<Uint8Array> {
  const { Body } = await s3.GetObject(object, request).catch((error: unknown) => {
    throw error instanceof ApiError ? whatS3Said(error) : error;
  });
  return Body === undefined ? new Uint8Array() : await readPackageBody(Body);
}

function whatS3Said({ type, message }: ApiError): ApiError {
  const known: Readonly<Record<string, string>> = {
    NoSuchBucket: 'The specified bucket does not exist',
    NoSuchKey: 'The specified key does not exist.',
  };
  return invalidParameter(
    `Error occurred while GetObject. S3 Error Code: ${type}. S3 Error Message: ${known[type] ?? message}`,
  );
}

async function readPackageBody(body: ResponseBody): Promise<Uint8Array> {
  const sizeBytes = body instanceof Uint8Array ? body.byteLength : body.length;
  if (sizeBytes >= unzippedBytesMax)
    throw invalidParameter(`Unzipped size must be smaller than ${unzippedBytesMax} bytes`);
  return readBody(body);
}
