import type { EventsOperation } from '../context.ts';
import { invalid } from '../errors.ts';
import { retryConflicts } from '../records.ts';
import { requireDefaultBus } from '../resources/event-bus.ts';
import { ruleKey } from '../resources/keys.ts';
import type { RuleRecord } from '../resources/rule.ts';

/** Removes a rule that has no targets any more. One that is not there is gone already. */
export const deleteRule: EventsOperation<'DeleteRule'> = async (input, { store }, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  await retryConflicts(async () => {
    const stored = await store.documents.get<RuleRecord>(ruleKey({ ...caller, name: input.Name ?? '' }));
    if (stored === undefined) return;
    if (stored.value.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.");
    await store.documents.write([{ kind: 'delete', key: stored.key, ifRevision: stored.revision }]);
  });
  return {};
};
