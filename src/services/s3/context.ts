import type { RequestContext } from '../../aws/caller.ts';
import type { S3Operations } from '../../api/s3.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What S3 works with. */
export interface S3Context {
  readonly store: Pick<Store, 'documents' | 'blobs'>;
  readonly clock: Clock;
  readonly random: Random;
}

export type S3Input<Name extends keyof S3Operations> = S3Operations[Name]['input'];
export type S3Output<Name extends keyof S3Operations> = S3Operations[Name]['output'];

/** The shape of every function in `operations/`. */
export type S3Operation<Name extends keyof S3Operations> = (
  input: S3Input<Name>,
  context: S3Context,
  request: RequestContext,
) => Promise<S3Output<Name>>;
