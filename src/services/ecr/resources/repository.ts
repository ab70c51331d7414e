import { ApiError } from '../../../aws/api-error.ts';

export const repositoryNotFound = (name: string, registryId: string): ApiError =>
  new ApiError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  );
