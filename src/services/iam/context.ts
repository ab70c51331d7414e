import type { IamOperations } from '../../api/iam.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What IAM works with. */
export interface IamContext {
  readonly store: Pick<Store, 'documents'>;
  readonly clock: Clock;
  readonly random: Random;
}

export type IamInput<Name extends keyof IamOperations> = IamOperations[Name]['input'];
export type IamOutput<Name extends keyof IamOperations> = IamOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type IamOperation<Name extends keyof IamOperations> = (
  input: IamInput<Name>,
  context: IamContext,
  request: RequestContext,
) => Promise<IamOutput<Name>>;
