import type { EcrOperation } from '../context.ts';
import { repositoryNotFound } from '../resources/repository.ts';

/** There is no repository, so every name is one that does not exist. */
export const describeRepositories: EcrOperation<'DescribeRepositories'> = async (
  { repositoryNames = [], registryId },
  { caller },
) => {
  const [name] = repositoryNames;
  if (name !== undefined) throw repositoryNotFound(name, registryId ?? caller.account);
  return { repositories: [] };
};
