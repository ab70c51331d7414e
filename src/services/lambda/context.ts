import type { RequestContext } from '../../aws/caller.ts';
import type { Client } from '../../api/service.ts';
import type { IamOperations } from '../../api/iam.ts';
import type { S3Operations } from '../../api/s3.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import type { PackageFolders } from './package-folders.ts';

/** What Lambda's control plane works with. */
export interface LambdaContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Peers, called as any client calls them. */
  readonly s3: Pick<Client<S3Operations>, 'GetObject'>;
  readonly iam: Pick<Client<IamOperations>, 'GetRole'>;
  readonly packages: PackageFolders;
  /** Runtimes that can run on this machine; for any other, the sentence that says how to get it. */
  readonly runtimes: RuntimeCatalogue;
  readonly limits: LambdaLimits;
  /** Whether there is a way to SQS queues, so that functions may name them as targets. */
  readonly hasQueues: boolean;
  /** Address under which the caller can download a code package or a layer for some minutes. */
  packageUrl(blob: string, request: RequestContext): string;
}

export interface RuntimeCatalogue {
  /** `undefined`: it runs here. Otherwise why it does not, and what to do. */
  whyUnavailable(runtime: string): Promise<string | undefined>;
}

export interface LambdaLimits {
  readonly accountConcurrency: number;
  readonly unreservedConcurrencyMin: number;
  readonly codeStorageBytes: number;
}
