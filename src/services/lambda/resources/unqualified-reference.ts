import { invalidParameter } from '../errors.ts';
import type { Caller } from '../../../aws/caller.ts';
import { parseFunctionReference, type FunctionReference } from './function-reference.ts';

/** Reads the name for an operation that concerns a function as a whole; refuses one with a qualifier. */
export function parseUnqualifiedReference(functionName: string | undefined, caller: Caller): FunctionReference {
  const reference = parseFunctionReference(functionName, undefined, caller);
  if (reference.qualifier === undefined) return reference;
  throw invalidParameter(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
}
