import { invalidArgument } from '../errors.ts';
import { canonicalUserId, type BucketRecord } from '../resources/bucket.ts';
import { bucketsPrefix } from '../resources/keys.ts';
import { parseToken, writeToken } from '../resources/continuation-token.ts';
import type { S3Operation } from '../context.ts';

/** The caller's own buckets by name; all of them where no page size is asked for, as in S3. */
export const listBuckets: S3Operation<'ListBuckets'> = async (input, context, { caller }) => {
  const limit = input.MaxBuckets ?? Number.POSITIVE_INFINITY;
  if (limit < 1 || (input.MaxBuckets ?? 1) > 10_000) {
    throw invalidArgument('Argument max-buckets must be an integer between 1 and 10000', 'max-buckets', String(limit));
  }
  const prefix = bucketsPrefix + (input.Prefix ?? '');
  const buckets: BucketRecord[] = [];
  let after = input.ContinuationToken === undefined ? undefined : bucketsPrefix + parseToken(input.ContinuationToken);
  let token: string | undefined;
  do {
    const page = await context.store.documents.list<BucketRecord>({ prefix, ...(after !== undefined && { after }) });
    for (const { value } of page.documents) {
      if (value.account !== caller.account) continue;
      if (input.BucketRegion !== undefined && value.region !== input.BucketRegion) continue;
      if (buckets.length === limit) {
        token = writeToken(buckets.at(-1)?.name ?? '');
        break;
      }
      buckets.push(value);
    }
    after = page.next;
  } while (after !== undefined && token === undefined);
  return {
    Buckets: buckets.map(({ name, createdAt, region }) => ({
      Name: name,
      CreationDate: new Date(createdAt),
      BucketArn: `arn:aws:s3:::${name}`,
      ...((input.MaxBuckets !== undefined || input.BucketRegion !== undefined) && { BucketRegion: region }),
    })),
    Owner: { ID: canonicalUserId(caller.account) },
    ...(input.Prefix !== undefined && { Prefix: input.Prefix }),
    ...(token !== undefined && { ContinuationToken: token }),
  };
};
