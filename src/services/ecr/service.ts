import type { EcrOperations } from '../../api/ecr.ts';
import type { Handlers } from '../../api/service.ts';
import { describeRepositories } from './operations/describe-repositories.ts';

/**
 * ECR, as far as clients ask whether there is something for them to do: Serin runs no container
 * images, so its registries hold no repositories, and none can be made.
 */
export function createEcrService() {
  return { DescribeRepositories: describeRepositories } satisfies Handlers<EcrOperations>;
}
