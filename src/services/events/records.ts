/** Rules in the store. */
import { ApiError } from '../../aws/api-error.ts';
import type { Documents, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import { retryConflicts as retry } from '../../storage/retry-on-conflict.ts';
import type { EventsContext } from './context.ts';
import { ruleNotFound } from './errors.ts';
import { ruleKey, type RuleReference } from './resources/keys.ts';
import type { RuleRecord } from './resources/rule.ts';

type StoreHolder = Pick<EventsContext, 'store'>;

export async function requireRule({ store }: StoreHolder, reference: RuleReference): Promise<Stored<RuleRecord>> {
  const stored = await store.documents.get<RuleRecord>(ruleKey(reference));
  if (stored === undefined) throw ruleNotFound(reference.name);
  return stored;
}

/** Changes a rule as it is at that moment; the change may be decided more than once. */
export async function changeRule(
  context: StoreHolder,
  reference: RuleReference,
  change: (rule: RuleRecord) => RuleRecord,
): Promise<void> {
  await retryConflicts(async () => {
    const stored = await requireRule(context, reference);
    await context.store.documents.write([
      { kind: 'put', key: stored.key, value: change(stored.value), ifRevision: stored.revision },
    ]);
  });
}

const lost = (): ApiError =>
  new ApiError('ConcurrentModificationException', 'Too many requests change this rule. Try again.');

/** Repeats a read, a decision and a write until no other write came between. */
export const retryConflicts = <T>(attempt: () => Promise<T>): Promise<T> => retry(attempt, lost);

export const readRules = (documents: Documents, prefix: string): Promise<readonly Stored<RuleRecord>[]> =>
  Array.fromAsync(readAll<RuleRecord>(documents, prefix));
