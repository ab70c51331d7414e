/** Managed policies: the account's own from the store, AWS's from the table. */
import { ApiError } from '../../aws/api-error.ts';
import type { Change, Stored } from '../../storage/documents.ts';
import type { IamContext } from './context.ts';
import { policiesPrefix, policyKey } from './resources/keys.ts';
import { findManagedPolicy } from './resources/managed-policies.ts';
import { parsePolicyArn, policyArn, type PolicyRecord, type PolicyUsage } from './resources/policy.ts';
import { listAllRoles } from './roles.ts';
import { retryConflicts } from './retry-conflicts.ts';

export interface FoundPolicy {
  readonly policy: PolicyRecord;
  /** Where it lies in the store; absent for AWS's. */
  readonly stored?: Stored<PolicyRecord>;
}

export async function findPolicy(context: IamContext, arn: string | undefined): Promise<FoundPolicy | undefined> {
  const name = parsePolicyArn(arn);
  if (name.account === 'aws') {
    const policy = findManagedPolicy(name);
    return policy && { policy };
  }
  const stored = await context.store.documents.get<PolicyRecord>(policyKey(name.account, name.name));
  return stored === undefined || policyArn(stored.value) !== arn ? undefined : { policy: stored.value, stored };
}

export async function requirePolicy(context: IamContext, arn: string | undefined): Promise<FoundPolicy> {
  const found = await findPolicy(context, arn);
  if (found === undefined) throw new ApiError('NoSuchEntityException', `Policy ${arn} was not found.`);
  return found;
}

/** For what puts a policy on a role, which IAM refuses in words of its own. */
export async function requireAttachablePolicy(context: IamContext, arn: string | undefined): Promise<FoundPolicy> {
  const found = await findPolicy(context, arn);
  if (found === undefined) {
    throw new ApiError('NoSuchEntityException', `Policy ${arn} does not exist or is not attachable.`);
  }
  return found;
}

/**
 * Writes the policy unchanged, so that whoever is about to delete it because no role has it decides
 * anew. AWS's cannot be deleted and need none.
 */
export function holdPolicy({ stored }: FoundPolicy): readonly Change[] {
  if (stored === undefined) return [];
  return [{ kind: 'put', key: stored.key, value: stored.value, ifRevision: stored.revision }];
}

/** Changes a policy of the account's own as it is at that moment. */
export async function updatePolicy(
  context: IamContext,
  arn: string | undefined,
  change: (policy: PolicyRecord) => PolicyRecord,
): Promise<PolicyRecord> {
  return retryConflicts(async () => {
    const { stored } = await requireOwnPolicy(context, arn);
    const policy = change(stored.value);
    await context.store.documents.write([{ kind: 'put', key: stored.key, value: policy, ifRevision: stored.revision }]);
    return policy;
  });
}

export async function requireOwnPolicy(
  context: IamContext,
  arn: string | undefined,
): Promise<{ readonly policy: PolicyRecord; readonly stored: Stored<PolicyRecord> }> {
  const { policy, stored } = await requirePolicy(context, arn);
  if (stored === undefined) {
    throw new ApiError('AccessDenied', `Policy ${arn} is managed by AWS and cannot be changed.`);
  }
  return { policy, stored };
}

/** Which policies the account's roles have, counted: by ARN. */
export async function countUsage(context: IamContext, account: string): Promise<(arn: string) => PolicyUsage> {
  const usage = new Map<string, { attached: number; boundary: number }>();
  const count = (arn: string, kind: keyof PolicyUsage): void => {
    const counted = usage.get(arn) ?? { attached: 0, boundary: 0 };
    counted[kind] += 1;
    usage.set(arn, counted);
  };
  for (const role of await listAllRoles(context, account)) {
    for (const arn of role.attachedPolicies) count(arn, 'attached');
    if (role.permissionsBoundary !== undefined) count(role.permissionsBoundary, 'boundary');
  }
  return (arn) => usage.get(arn) ?? { attached: 0, boundary: 0 };
}

export async function listOwnPolicies(context: IamContext, account: string): Promise<readonly PolicyRecord[]> {
  const policies: PolicyRecord[] = [];
  let after: string | undefined;
  do {
    const page = await context.store.documents.list<PolicyRecord>({
      prefix: policiesPrefix(account),
      ...(after !== undefined && { after }),
    });
    for (const { value } of page.documents) policies.push(value);
    after = page.next;
  } while (after !== undefined);
  return policies;
}
