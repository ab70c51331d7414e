/** What a group can be given on EC2 or ECS alone. */
import { ApiError } from '../../../aws/api-error.ts';
import type { CodedeployInput } from '../context.ts';

type GroupInput = CodedeployInput<'CreateDeploymentGroup'> | CodedeployInput<'UpdateDeploymentGroup'>;

/** With the type by which CodeDeploy says that the input is not as it should be. */
const foreignInputs = {
  ec2TagFilters: 'InvalidEC2TagException',
  ec2TagSet: 'InvalidEC2TagCombinationException',
  onPremisesInstanceTagFilters: 'InvalidTagException',
  onPremisesTagSet: 'InvalidOnPremisesTagCombinationException',
  autoScalingGroups: 'InvalidAutoScalingGroupException',
  loadBalancerInfo: 'InvalidLoadBalancerInfoException',
  blueGreenDeploymentConfiguration: 'InvalidBlueGreenDeploymentConfigurationException',
  ecsServices: 'InvalidECSServiceException',
} as const satisfies { readonly [Name in keyof GroupInput]?: string };

/** Throws for an input that has no meaning for Lambda. Empty ones are what tools send that fill in everything. */
export function refuseForeignInputs(input: GroupInput): void {
  for (const [name, type] of Object.entries(foreignInputs))
    if (!isEmpty(new Map(Object.entries(input)).get(name)))
      throw new ApiError(type, `For Lambda deployments, ${name} can not be specified`);
  if (input.terminationHookEnabled === true)
    throw new ApiError('InvalidInputException', 'For Lambda deployments, terminationHookEnabled can not be true');
  const { outdatedInstancesStrategy: strategy } = input;
  if (strategy !== undefined && strategy !== 'UPDATE')
    throw new ApiError('InvalidInputException', 'For Lambda deployments, outdatedInstancesStrategy can only be UPDATE');
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}
