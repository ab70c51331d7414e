/**
 * Errors of apigatewayv2. AWS's own words are those of missing things, of routes that are there already,
 * of authorizers that routes cannot have, of integrations that routes have, and of concurrent changes;
 * the others are inferred.
 */
import { ApiError } from '../../../aws/api-error.ts';
import type { Violations } from '../../../aws/violation.ts';

export const badRequest = (message: string): ApiError => new ApiError('BadRequestException', message);
export const conflict = (message: string): ApiError => new ApiError('ConflictException', message);
export const notFound = (message: string): ApiError => new ApiError('NotFoundException', message);

export const apiNotFound = (account: string, apiId: string): ApiError =>
  notFound(`Invalid API identifier specified ${account}:${apiId}`);

/** What an API has several of. */
export type PartName = 'Route' | 'Integration' | 'Authorizer' | 'Stage' | 'Deployment';

export const partNotFound = (part: PartName, id: string): ApiError =>
  notFound(`Invalid ${part} identifier specified ${id}`);

export const notServed = (what: string): ApiError =>
  new ApiError('NotImplemented', `Serin does not serve ${what} yet.`);

export const describeViolation = ({ message }: Violations): ApiError => badRequest(message);
