/** Where a deployment's code is kept: a bucket, by the hash of what is kept. */
import type { StoreArtifact } from '../../packaging/artifact-reader.ts';
import type { AwsClient } from '../aws-client.ts';
import { AwsRefusal } from '../aws-refusal.ts';
import { CommandError } from '../command-error.ts';

export interface ArtifactStore {
  readonly store: StoreArtifact;
  /** Keys that were not there before. */
  readonly added: ReadonlySet<string>;
}

/** `bucket`: one that there is; without it, one of Serin's own, which is made where it is missing. */
export function createArtifactStore(
  { s3, region }: AwsClient,
  { bucket, prefix }: { readonly bucket?: string; readonly prefix: string },
): ArtifactStore {
  const added = new Set<string>();
  const place = bucket ?? `serin-artifacts-${region}`;
  let isReady = false;
  const prepare = async (): Promise<void> => {
    if (isReady) return;
    if (!(await s3.hasBucket(place))) {
      if (bucket !== undefined)
        throw new CommandError(`there is no bucket ${bucket}: make it, or leave --s3-bucket out`);
      await createBucket(s3, place);
    }
    isReady = true;
  };
  return {
    added,
    store: async (contents, name) => {
      await prepare();
      const key = prefix === '' ? name : `${prefix}/${name}`;
      if (!(await s3.hasObject(place, key))) {
        await s3.putObject(place, key, contents);
        added.add(key);
      }
      return { bucket: place, key };
    },
  };
}

/** Another deployment may make it at the same time. */
async function createBucket(s3: AwsClient['s3'], bucket: string): Promise<void> {
  try {
    await s3.createBucket(bucket);
  } catch (error) {
    if (!(error instanceof AwsRefusal && error.type === 'BucketAlreadyOwnedByYou')) throw error;
  }
}
