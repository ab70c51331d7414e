import type { AlarmContext, AlarmOperation } from '../alarm-context.ts';
import { invalidAlarm } from '../alarm-errors.ts';
import { changeAlarms, findAlarm } from '../alarm-records.ts';
import { findExpressionProblem } from '../alarm-series.ts';
import { initialReason } from '../alarms/state-reason.ts';
import type { Alarm, AlarmOwner, MetricAlarm } from '../resources/alarm.ts';
import { parseActions } from '../resources/alarm-action.ts';
import { parseMetricAlarm } from '../resources/metric-alarm.ts';
import { parseTags } from '../resources/alarm-tags.ts';
import { configurationChanges } from '../resources/alarm-work.ts';

/** Creates an alarm, or puts another definition in its place: then it keeps its state until the next evaluation. */
export const putMetricAlarm: AlarmOperation<'PutMetricAlarm'> = async (input, context, { caller }) => {
  const owner = { region: caller.region, account: caller.account };
  const name = input.AlarmName ?? '';
  const definition = parseMetricAlarm(input, { id: context.random.uuid(), account: caller.account });
  const problem = definition.source.kind === 'queries' ? findExpressionProblem(definition.source.queries) : undefined;
  if (problem !== undefined) throw invalidAlarm(problem);
  const actions = parseActions(input, owner, 'metric');
  const tags = parseTags(input.Tags);
  await changeAlarms(context, async (documents) => {
    const existing = await findAlarm(documents, owner, name);
    requireKind(existing?.value, 'metric');
    const alarm: MetricAlarm = {
      ...newAlarm(owner, name, context.clock.now()),
      // Tags of an alarm that exists change with TagResource alone.
      ...(existing === undefined ? { tags } : { tags: existing.value.tags, state: existing.value.state }),
      description: input.AlarmDescription,
      actionsEnabled: input.ActionsEnabled ?? true,
      ...actions,
      ...definition,
    };
    return configurationChanges(
      existing === undefined ? 'Create' : 'Update',
      alarm,
      momentOf(context, existing),
      existing?.value,
    );
  });
  return {};
};

/** What every alarm has at its creation. */
export function newAlarm(owner: AlarmOwner, name: string, nowMs: number) {
  return {
    owner,
    name,
    configuredAt: nowMs,
    state: { value: 'INSUFFICIENT_DATA', reason: initialReason, updatedAt: nowMs, transitionedAt: nowMs },
  } as const;
}

/** A metric alarm cannot become a composite one, nor the other way round. */
export function requireKind(existing: Alarm | undefined, kind: Alarm['kind']): void {
  if (existing === undefined || existing.kind === kind) return;
  const type = existing.kind === 'metric' ? 'metric' : 'composite';
  throw invalidAlarm(`A ${type} alarm with the name ${existing.name} exists already. Alarm names are unique.`);
}

/** When and after which revision an alarm is changed. */
export const momentOf = ({ clock, random }: AlarmContext, existing: { readonly revision: number } | undefined) => ({
  atMs: clock.now(),
  order: existing?.revision ?? 0,
  id: random.uuid(),
});
