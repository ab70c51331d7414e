import { ApiError } from '../../../aws/api-error.ts';
import { parseArn } from '../../../aws/arn.ts';
import type { EventsOperation } from '../context.ts';
import { invalid } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { changeRule, requireRule } from '../records.ts';
import { requireDefaultBus } from '../resources/event-bus.ts';
import type { RuleRecord } from '../resources/rule.ts';
import { describeTarget, parseTarget, type TargetRecord, type WireTarget, whyNotServed } from '../resources/target.ts';

/** As AWS allows for each rule. */
const targetsMax = 5;

/** Adds targets, or puts them in the place of those of the same ID. What Serin does not serve fails by itself. */
export const putTargets: EventsOperation<'PutTargets'> = async (input, context, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  const wanted = input.Targets ?? [];
  for (const { Arn: arn = '' } of wanted)
    if (parseArn(arn) === undefined)
      throw invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  const failed = wanted.flatMap((target) => describeFailure(target));
  const failedIds = new Set(failed.map(({ TargetId }) => TargetId));
  const given = wanted.filter(({ Id }) => !failedIds.has(Id)).map(parseTarget);
  await changeRule(context, { ...caller, name: input.Rule ?? '' }, (rule) => withTargets(rule, given));
  return { FailedEntryCount: failed.length, FailedEntries: failed };
};

function describeFailure(target: WireTarget) {
  const reason = whyNotServed(target);
  return reason === undefined ? [] : [{ TargetId: target.Id, ErrorCode: 'NotImplemented', ErrorMessage: reason }];
}

function withTargets(rule: RuleRecord, given: readonly TargetRecord[]): RuleRecord {
  const byId = new Map([...rule.targets, ...given].map((target) => [target.id, target]));
  if (byId.size > targetsMax)
    throw new ApiError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
  return { ...rule, targets: [...byId.values()] };
}

/** Takes targets away. Those that are not there are gone already. */
export const removeTargets: EventsOperation<'RemoveTargets'> = async (input, context, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  const ids = new Set(input.Ids);
  await changeRule(context, { ...caller, name: input.Rule ?? '' }, (rule) => ({
    ...rule,
    targets: rule.targets.filter(({ id }) => !ids.has(id)),
  }));
  return { FailedEntryCount: 0, FailedEntries: [] };
};

export const listTargetsByRule: EventsOperation<'ListTargetsByRule'> = async (input, context, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  const { value: rule } = await requireRule(context, { ...caller, name: input.Rule ?? '' });
  const targets = rule.targets.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const { page, rest } = pageOf(targets, input, ({ id }) => id);
  return { Targets: page.map(describeTarget), ...rest };
};
