import type { SsmOperations } from '../../api/ssm.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

/** What SSM works with. */
export interface SsmContext {
  readonly store: Pick<Store, 'documents'>;
  readonly clock: Clock;
  readonly random: Random;
}

export type SsmInput<Name extends keyof SsmOperations> = SsmOperations[Name]['input'];
export type SsmOutput<Name extends keyof SsmOperations> = SsmOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type SsmOperation<Name extends keyof SsmOperations> = (
  input: SsmInput<Name>,
  context: SsmContext,
  request: RequestContext,
) => Promise<SsmOutput<Name>>;
