import { ApiError } from '../../../aws/api-error.ts';

export const badRequest = (message: string): ApiError => new ApiError('BadRequestException', message);

export const conflict = (message: string): ApiError => new ApiError('ConflictException', message);

/** As `API`, `Resource`, `Method`, `Deployment`: AWS words all of them alike. */
export const notFound = (kind: string): ApiError =>
  new ApiError('NotFoundException', `Invalid ${kind} identifier specified`);

export const apiNotFound = (account: string, apiId: string): ApiError =>
  new ApiError('NotFoundException', `Invalid API identifier specified ${account}:${apiId}`);

/** AWS says so, as far as is known, of changes that come at the same moment. */
export const tooManyChanges = (): ApiError =>
  conflict('Unable to complete operation due to concurrent modification. Please try again later.');

export const notServed = (what: string): ApiError => new ApiError('NotImplemented', `Serin does not serve ${what}.`);
