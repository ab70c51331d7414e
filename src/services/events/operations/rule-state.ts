import type { EventsOperation } from '../context.ts';
import { changeRule } from '../records.ts';
import { requireDefaultBus } from '../resources/event-bus.ts';
import { isEnabled } from '../resources/rule.ts';
import { nextOf } from './put-rule.ts';

export const enableRule: EventsOperation<'EnableRule'> = async (input, context, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  await changeRule(context, { ...caller, name: input.Name ?? '' }, (rule) => {
    if (isEnabled(rule)) return rule;
    const { scheduleExpression } = rule;
    const nextAt = scheduleExpression === undefined ? undefined : nextOf(scheduleExpression, context.clock.now());
    return { ...rule, state: 'ENABLED', ...(nextAt !== undefined && { nextAt }) };
  });
  return {};
};

export const disableRule: EventsOperation<'DisableRule'> = async (input, context, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  await changeRule(context, { ...caller, name: input.Name ?? '' }, (rule) => {
    const { nextAt: _, ...rest } = rule;
    return { ...rest, state: 'DISABLED' };
  });
  return {};
};
