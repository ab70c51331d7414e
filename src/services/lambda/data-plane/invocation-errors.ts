/** The errors by which a call is refused before a version runs, in AWS's words. */
import { ApiError } from '../../../aws/api-error.ts';
import type { ThrottleReason } from './concurrency.ts';

const byUser = { Type: 'User' };

/** AWS names `$LATEST` where no qualifier was given. */
export function functionNotFound(functionArn: string, qualifier: string | undefined): ApiError {
  return new ApiError(
    'ResourceNotFoundException',
    `Function not found: ${functionArn}:${qualifier ?? '$LATEST'}`,
    byUser,
  );
}

export function functionNotReady(state: string): ApiError {
  const message = `The operation cannot be performed at this time. The function is currently in the following state: ${state}`;
  return new ApiError('ResourceConflictException', message, byUser);
}

export function throttled(reason: ThrottleReason): ApiError {
  return new ApiError('TooManyRequestsException', 'Rate Exceeded.', { Type: 'User', Reason: reason });
}

export function notJson(fault: string): ApiError {
  const message = `Could not parse request body into json: Could not parse payload into json: ${fault}`;
  return new ApiError('InvalidRequestContentException', message, byUser);
}

export function invalidClientContext(): ApiError {
  return new ApiError(
    'InvalidRequestContentException',
    'Client context must be a valid Base64-encoded JSON object.',
    byUser,
  );
}

export function clientContextTooLarge(bytesMax: number): ApiError {
  return new ApiError(
    'InvalidRequestContentException',
    `Client context must not be larger than ${bytesMax} bytes.`,
    byUser,
  );
}

export function requestTooLarge(bytesMax: number): ApiError {
  return new ApiError(
    'RequestEntityTooLargeException',
    `Request must be smaller than ${bytesMax} bytes for the InvokeFunction operation`,
  );
}

export function eventTooLarge(bytes: number, bytesMax: number): ApiError {
  const message = `${bytes} byte payload is too large for the Event invocation type (limit ${bytesMax} bytes)`;
  return new ApiError('RequestEntityTooLargeException', message);
}

export function tenancyNotConfigured(): ApiError {
  const message =
    'The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.';
  return new ApiError('InvalidParameterValueException', message, byUser);
}

export function notDurable(): ApiError {
  const message =
    'The invoked function is not a durable function. Remove the durable execution name from your request and try again.';
  return new ApiError('InvalidParameterValueException', message, byUser);
}
