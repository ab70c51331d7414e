import type { EcrOperations } from '../../api/ecr.ts';
import type { RequestContext } from '../../aws/caller.ts';

export type EcrInput<Name extends keyof EcrOperations> = EcrOperations[Name]['input'];
export type EcrOutput<Name extends keyof EcrOperations> = EcrOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type EcrOperation<Name extends keyof EcrOperations> = (
  input: EcrInput<Name>,
  request: RequestContext,
) => Promise<EcrOutput<Name>>;
