import type { IamOperations } from '../../api/iam.ts';
import type { Client } from '../../api/service.ts';
import type { StsOperations } from '../../api/sts.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What STS works with. */
export interface StsContext {
  readonly store: Pick<Store, 'documents'>;
  /** Its wall time counts: a client compares an expiration with its own clock. */
  readonly clock: Pick<Clock, 'realNow'>;
  readonly random: Random;
  /** A peer, called as any client calls it. */
  readonly iam: Pick<Client<IamOperations>, 'GetRole'>;
}

export type StsInput<Name extends keyof StsOperations> = StsOperations[Name]['input'];
export type StsOutput<Name extends keyof StsOperations> = StsOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type StsOperation<Name extends keyof StsOperations> = (
  input: StsInput<Name>,
  context: StsContext,
  request: RequestContext,
) => Promise<StsOutput<Name>>;
