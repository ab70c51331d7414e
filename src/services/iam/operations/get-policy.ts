import type { IamOperation } from '../context.ts';
import { countUsage, requirePolicy } from '../policies.ts';
import { describeWholePolicy } from '../resources/policy.ts';

export const getPolicy: IamOperation<'GetPolicy'> = async (input, context, { caller }) => {
  const { policy } = await requirePolicy(context, input.PolicyArn);
  const usageOf = await countUsage(context, caller.account);
  return { Policy: describeWholePolicy(policy, usageOf(input.PolicyArn ?? '')) };
};
