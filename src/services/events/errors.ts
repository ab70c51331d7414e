import { ApiError } from '../../aws/api-error.ts';

export const invalid = (message: string): ApiError => new ApiError('ValidationException', message);

export const ruleNotFound = (name: string): ApiError =>
  new ApiError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
