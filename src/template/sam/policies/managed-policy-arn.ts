import { findManagedPolicyArn } from '../data/managed-policies.ts';

/** The ARN of a policy that AWS manages, by its path and name. */
export function awsPolicyArn({ partition }: { readonly partition: string }, pathAndName: string): string {
  return `arn:${partition}:iam::aws:policy/${pathAndName}`;
}

interface KnownPolicies {
  readonly partition: string;
  /** ARNs by name of managed policies beside those known here. */
  readonly managedPolicies: Readonly<Record<string, string>>;
}

/** The ARN of the managed policy of a name; a name that none has stays as it is. */
export function managedPolicyArn({ managedPolicies, partition }: KnownPolicies, name: string): string {
  const known = findManagedPolicyArn(name, partition);
  if (known !== undefined || name.startsWith('arn:')) return known ?? name;
  return Object.hasOwn(managedPolicies, name) ? (managedPolicies[name] ?? name) : name;
}
