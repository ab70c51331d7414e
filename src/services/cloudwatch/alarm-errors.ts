import { ApiError } from '../../aws/api-error.ts';

/** What CloudWatch answers to nearly everything that is wrong with an alarm. */
export const invalidAlarm = (message: string): ApiError => new ApiError('ValidationException', message);

/** AWS says no word more. */
export const alarmNotFound = (): ApiError => new ApiError('ResourceNotFound', '');

/** A writer lost against others each time. */
export const tooManyWriters = (): ApiError =>
  new ApiError('ConcurrentModificationException', 'The alarm is being changed by other requests. Please try again.');
