import { ApiError } from '../../../aws/api-error.ts';
import { parsePattern } from '../../../aws/event-pattern-parser.ts';
import type { EventsInput, EventsOperation } from '../context.ts';
import { invalid } from '../errors.ts';
import { retryConflicts } from '../records.ts';
import { requireDefaultBus } from '../resources/event-bus.ts';
import { ruleKey, type RuleReference } from '../resources/keys.ts';
import { ruleArn, type RuleRecord } from '../resources/rule.ts';
import { nextMoment, parseSchedule } from '../resources/schedule.ts';
import { parseTags } from '../resources/tags.ts';

/** Makes a rule, or puts another in its place; its targets and tags stay. */
export const putRule: EventsOperation<'PutRule'> = async (input, { store, clock }, { caller }) => {
  requireDefaultBus(input.EventBusName, caller);
  const { EventPattern: pattern = '', ScheduleExpression: schedule = '' } = input;
  if (pattern === '' && schedule === '')
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (pattern !== '') requirePattern(pattern);
  const reference: RuleReference = { region: caller.region, account: caller.account, name: input.Name ?? '' };
  const tags = parseTags(input.Tags);
  const nextAt = schedule === '' ? undefined : nextOf(schedule, clock.now());
  await retryConflicts(async () => {
    const key = ruleKey(reference);
    const stored = await store.documents.get<RuleRecord>(key);
    const value: RuleRecord = {
      ...reference,
      ...describeInput(input),
      ...(nextAt !== undefined &&
        input.State !== 'DISABLED' && { nextAt: keptMoment(stored?.value, schedule) ?? nextAt }),
      targets: stored?.value.targets ?? [],
      tags: stored?.value.tags ?? tags,
    };
    await store.documents.write([{ kind: 'put', key, value, ifRevision: stored?.revision ?? 0 }]);
  });
  return { RuleArn: ruleArn(reference) };
};

export function requirePattern(text: string) {
  const parsed = parsePattern(text);
  if (parsed.kind === 'refused')
    throw new ApiError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${parsed.reason}`);
  return parsed.pattern;
}

function describeInput(input: EventsInput<'PutRule'>) {
  return {
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.EventPattern !== undefined && input.EventPattern !== '' && { eventPattern: input.EventPattern }),
    ...(input.ScheduleExpression !== undefined &&
      input.ScheduleExpression !== '' && { scheduleExpression: input.ScheduleExpression }),
    ...(input.RoleArn !== undefined && { roleArn: input.RoleArn }),
    state: input.State ?? 'ENABLED',
  };
}

/** A rule that is put again with the schedule it has goes on in its rhythm. */
function keptMoment(before: RuleRecord | undefined, schedule: string): number | undefined {
  return before?.scheduleExpression === schedule ? before.nextAt : undefined;
}

/** When the schedule comes next; refuses one that is none. */
export function nextOf(expression: string, nowMs: number): number | undefined {
  const schedule = parseSchedule(expression);
  if (typeof schedule === 'string') throw invalid(schedule);
  return nextMoment(schedule, nowMs);
}
