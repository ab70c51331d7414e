/**
 * Which function a request means. AWS takes a name, a partial ARN or a whole one, each with or
 * without a qualifier, and the qualifier may come a second time as a parameter.
 */
import { ApiError } from '../../../aws/api-error.ts';
import type { Caller } from '../../../aws/caller.ts';
import type { Owner } from './keys.ts';

export interface FunctionReference {
  readonly owner: Owner;
  readonly name: string;
  /** As given, in the name or beside it; absent: none was given. */
  readonly qualifier?: string;
}

// The parts of AWS's own pattern; `validation` has already held the text against the whole of it.
const pattern =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_.]+)(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/;

/** Reads a `FunctionName` and `Qualifier` that satisfy the model's patterns. */
export function parseFunctionReference(
  functionName: string | undefined,
  qualifier: string | undefined,
  caller: Caller,
): FunctionReference {
  const match = pattern.exec(functionName ?? '');
  const [, region, account, name, derived] = match ?? [];
  if (name === undefined)
    throw new ApiError('ValidationException', `Value '${functionName}' at 'functionName' is not a function name`);
  if (region !== undefined && region !== caller.region) {
    throw new ApiError(
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${caller.region}')`,
      { Type: 'User' },
    );
  }
  if (account !== undefined && account !== caller.account) {
    throw new ApiError(
      'AccessDeniedException',
      `User: ${caller.arn} is not authorized to perform this operation on resource: ${functionName}`,
    );
  }
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    throw new ApiError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
      { Type: 'User' },
    );
  }
  const chosen = qualifier ?? derived;
  const owner = { region: caller.region, account: caller.account };
  return chosen === undefined ? { owner, name } : { owner, name, qualifier: chosen };
}

export function functionArn(owner: Owner, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${owner.region}:${owner.account}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** What kind of thing a qualifier names. */
export function qualifierKind(qualifier: string | undefined): 'latest' | 'version' | 'alias' {
  if (qualifier === undefined || qualifier === '$LATEST') return 'latest';
  return /^[0-9]+$/.test(qualifier) ? 'version' : 'alias';
}
