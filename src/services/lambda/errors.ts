/** Lambda's errors by the words its handlers use; the callers' own mistakes carry `Type: User`. */
import { ApiError } from '../../aws/api-error.ts';

const byUser = { Type: 'User' } as const;

export const invalidParameter = (message: string): ApiError =>
  new ApiError('InvalidParameterValueException', message, byUser);
export const resourceNotFound = (message: string): ApiError =>
  new ApiError('ResourceNotFoundException', message, byUser);
export const resourceConflict = (message: string): ApiError =>
  new ApiError('ResourceConflictException', message, byUser);

/** A value that breaks the model's constraints: AWS's unmodelled error, which carries no `Type`. */
export const validationError = (item: string): ApiError =>
  new ApiError('ValidationException', `1 validation error detected: ${item}`);

export const functionNotFound = (arn: string): ApiError => resourceNotFound(`Function not found: ${arn}`);
export const aliasNotFound = (arn: string): ApiError => resourceNotFound(`Cannot find alias arn: ${arn}`);
export const updateInProgress = (arn: string): ApiError =>
  resourceConflict(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);

export const revisionMismatch = (): ApiError =>
  new ApiError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    byUser,
  );

/** Refuses a precondition that a caller gave and that does not hold any more. */
export function requireRevision(record: { readonly revisionId: string }, given: string | undefined): void {
  if (given !== undefined && given !== record.revisionId) throw revisionMismatch();
}

/** Turns a refusal that a pure rule gave as a value into the answer to the caller. */
export function refuse(refusal: ApiError | undefined): void {
  if (refusal !== undefined) throw refusal;
}
