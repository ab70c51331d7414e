import type { EventsOperation } from '../context.ts';
import { pageOf } from '../pages.ts';
import { readRules } from '../records.ts';
import { requireDefaultBus } from '../resources/event-bus.ts';
import { rulesPrefix } from '../resources/keys.ts';
import { describeRule } from '../resources/rule.ts';

export const listRules: EventsOperation<'ListRules'> = async (input, { store }, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  const rules = await readRules(store.documents, rulesPrefix(caller) + (input.NamePrefix ?? ''));
  const { page, rest } = pageOf(rules, input, ({ value }) => value.name);
  return { Rules: page.map(({ value }) => describeRule(value)), ...rest };
};

export const listRuleNamesByTarget: EventsOperation<'ListRuleNamesByTarget'> = async (input, { store }, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  const rules = await readRules(store.documents, rulesPrefix(caller));
  const names = rules
    .filter(({ value }) => value.targets.some(({ arn }) => arn === input.TargetArn))
    .map(({ value }) => value.name);
  const { page, rest } = pageOf(names, input, (name) => name);
  return { RuleNames: [...page], ...rest };
};
