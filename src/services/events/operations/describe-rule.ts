import type { EventsOperation } from '../context.ts';
import { requireRule } from '../records.ts';
import { requireDefaultBus } from '../resources/event-bus.ts';
import { describeRule as describe } from '../resources/rule.ts';

export const describeRule: EventsOperation<'DescribeRule'> = async (input, context, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  const { value: rule } = await requireRule(context, { ...caller, name: input.Name ?? '' });
  return { ...describe(rule), CreatedBy: rule.account };
};
