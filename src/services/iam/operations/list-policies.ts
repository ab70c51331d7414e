import type { IamOperation } from '../context.ts';
import { countUsage, listOwnPolicies } from '../policies.ts';
import { findManagedPolicy, managedPolicies } from '../resources/managed-policies.ts';
import { pageOf, sortedBy } from '../resources/page.ts';
import { describePolicy, policyArn, type PolicyRecord } from '../resources/policy.ts';

/** The account's own policies and those of AWS that Serin knows by name, by ARN. */
export const listPolicies: IamOperation<'ListPolicies'> = async (input, context, { caller }) => {
  const scope = input.Scope ?? 'All';
  const policies = [
    ...(scope === 'AWS' ? [] : await listOwnPolicies(context, caller.account)),
    ...(scope === 'Local' ? [] : managedPolicies.map(findManagedPolicy)),
  ];
  const usageOf = await countUsage(context, caller.account);
  const isListed = (policy: PolicyRecord | undefined): policy is PolicyRecord => {
    if (policy === undefined || !policy.path.startsWith(input.PathPrefix ?? '/')) return false;
    const { attached, boundary } = usageOf(policyArn(policy));
    if (input.OnlyAttached === true && attached === 0) return false;
    switch (input.PolicyUsageFilter) {
      case 'PermissionsBoundary':
        return boundary > 0;
      case 'PermissionsPolicy':
        return attached > 0;
      case undefined:
        return true;
    }
  };
  const page = pageOf(sortedBy(policies.filter(isListed), policyArn), input, policyArn);
  return { Policies: page.items.map((policy) => describePolicy(policy, usageOf(policyArn(policy)))), ...page.rest };
};
