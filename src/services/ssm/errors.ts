import { ApiError } from '../../aws/api-error.ts';

export const invalid = (message: string): ApiError => new ApiError('ValidationException', message);

/** AWS says no word about what it did not find; the public parameters that Serin lacks are worth one. */
export const parameterNotFound = (name = ''): ApiError =>
  new ApiError(
    'ParameterNotFound',
    /^\/aws\/service(\/|$)/.test(name) ? `Serin has none of the public parameters of AWS: ${name}` : '',
  );

export const versionNotFound = (name: string, version: number): ApiError =>
  new ApiError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );

export const labelNotFound = (name: string, label: string): ApiError =>
  new ApiError(
    'ParameterVersionNotFound',
    `Systems Manager could not find label ${label} for parameter ${name}. Verify the label and try again.`,
  );

/** The texts below are inferred from AWS's documentation of the error types. */
export const invalidResource = (): ApiError =>
  new ApiError(
    'InvalidResourceId',
    "The resource ID isn't valid. Verify that you entered the correct ID and try again.",
  );

export const invalidToken = (): ApiError => new ApiError('InvalidNextToken', "The specified token isn't valid.");

export const tooManyUpdates = (): ApiError =>
  new ApiError('TooManyUpdates', 'There are concurrent updates for a resource that supports one update at a time.');
