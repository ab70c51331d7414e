import { ApiError } from '../../aws/api-error.ts';

export const typeNotFound = (typeName: string): ApiError =>
  new ApiError('TypeNotFoundException', `The type '${typeName}' cannot be found.`);

export const unsupportedRead = (typeName: string): ApiError =>
  new ApiError('UnsupportedActionException', `Resource type ${typeName} does not support READ action`);

export interface FailedRead {
  readonly typeName: string;
  readonly requestToken: string;
}

/**
 * What a type's handler answers where its service refuses. The frame is AWS's; which refusal becomes
 * which code is inferred from what the codes' names say.
 */
export function handlerFailure(refusal: ApiError, { typeName, requestToken }: FailedRead): ApiError {
  const code = refusal.type === 'ResourceNotFoundException' ? 'NotFound' : 'InvalidRequest';
  return new ApiError(
    code === 'NotFound' ? 'ResourceNotFoundException' : 'InvalidRequestException',
    `${typeName} Handler returned status FAILED: ${refusal.message} (HandlerErrorCode: ${code}, RequestToken: ${requestToken})`,
  );
}
