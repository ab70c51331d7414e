/** As much of S3 as it takes to keep what a deployment is made of. */
import { createHash } from 'node:crypto';
import { AwsRefusal } from './aws-refusal.ts';

interface ObjectRequest {
  readonly method: 'HEAD' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer<ArrayBuffer>;
}

export interface S3Client {
  hasBucket(bucket: string): Promise<boolean>;
  createBucket(bucket: string): Promise<void>;
  hasObject(bucket: string, key: string): Promise<boolean>;
  putObject(bucket: string, key: string, contents: Uint8Array): Promise<void>;
}

/** `send` throws `AwsRefusal`. */
export function createS3Client(send: (request: ObjectRequest) => Promise<unknown>, region: string): S3Client {
  const call = (method: 'HEAD' | 'PUT', path: string, contents: Uint8Array = Buffer.alloc(0)): Promise<unknown> => {
    const body = Buffer.from(contents);
    const headers = { 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') };
    return send({ method, path, headers, ...(method === 'PUT' && { body }) });
  };
  const isThere = async (path: string): Promise<boolean> => {
    try {
      await call('HEAD', path);
      return true;
    } catch (error) {
      // A `HEAD` has no body that would say more.
      if (error instanceof AwsRefusal && error.type === 'HTTP 404') return false;
      throw error;
    }
  };
  return {
    hasBucket: (bucket) => isThere(`/${bucket}`),
    createBucket: async (bucket) => {
      const place = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
      await call('PUT', `/${bucket}`, region === 'us-east-1' ? undefined : Buffer.from(place));
    },
    hasObject: (bucket, key) => isThere(pathOf(bucket, key)),
    putObject: async (bucket, key, contents) => {
      await call('PUT', pathOf(bucket, key), contents);
    },
  };
}

const pathOf = (bucket: string, key: string): string =>
  `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
