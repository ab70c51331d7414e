import type { Documents } from '../../../storage/documents.ts';
import type { AlarmOperation } from '../alarm-context.ts';
import { invalidAlarm } from '../alarm-errors.ts';
import { changeAlarms, findAlarm, listAlarms } from '../alarm-records.ts';
import type { AlarmOwner, CompositeAlarm } from '../resources/alarm.ts';
import { parseActions } from '../resources/alarm-action.ts';
import { parseTags } from '../resources/alarm-tags.ts';
import { configurationChanges } from '../resources/alarm-work.ts';
import { parseCompositeAlarm } from '../resources/composite-alarm.ts';
import { momentOf, newAlarm, requireKind } from './put-metric-alarm.ts';

const parentsMax = 150;

/** Creates a composite alarm, or gives it another rule. The runner evaluates it at once. */
export const putCompositeAlarm: AlarmOperation<'PutCompositeAlarm'> = async (input, context, { caller }) => {
  const owner = { region: caller.region, account: caller.account };
  const name = input.AlarmName ?? '';
  const definition = parseCompositeAlarm(input, owner);
  const actions = parseActions(input, owner, 'composite');
  const tags = parseTags(input.Tags);
  await changeAlarms(context, async (documents) => {
    const existing = await findAlarm(documents, owner, name);
    requireKind(existing?.value, 'composite');
    const before = existing?.value.kind === 'composite' ? existing.value : undefined;
    await requireReferences(documents, owner, { name, ...definition });
    const alarm: CompositeAlarm = {
      ...newAlarm(owner, name, context.clock.now()),
      ...(before === undefined ? { tags } : { tags: before.tags, state: before.state }),
      description: input.AlarmDescription,
      actionsEnabled: input.ActionsEnabled ?? true,
      ...actions,
      ...definition,
      ...(before?.suppression !== undefined &&
        definition.suppressor !== undefined && { suppression: before.suppression }),
      seen: {},
      unseenChange: before === undefined ? 'created' : 'updated',
    };
    return configurationChanges(before === undefined ? 'Create' : 'Update', alarm, momentOf(context, existing), before);
  });
  return {};
};

/** Every alarm that is spoken of exists, and none has too many parents. */
async function requireReferences(
  documents: Documents,
  owner: AlarmOwner,
  { name, children, suppressor }: Pick<CompositeAlarm, 'name' | 'children' | 'suppressor'>,
): Promise<void> {
  const parents = new Map<string, number>();
  const known = new Set<string>();
  for await (const alarm of listAlarms(documents, owner)) {
    known.add(alarm.name);
    if (alarm.kind === 'composite' && alarm.name !== name)
      for (const child of alarm.children) parents.set(child, (parents.get(child) ?? 0) + 1);
  }
  const missing = children.filter((child) => !known.has(child));
  if (missing.length > 0)
    throw invalidAlarm(
      `Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`,
    );
  if (suppressor !== undefined && !known.has(suppressor.name))
    throw invalidAlarm(
      `Could not save the composite alarm as the alarm [${suppressor.name}] in ActionsSuppressor does not exist`,
    );
  const crowded = children.find((child) => (parents.get(child) ?? 0) >= parentsMax);
  if (crowded !== undefined)
    throw invalidAlarm(
      `Alarm ${crowded} is used by ${parentsMax} composite alarms already, which is the most there may be`,
    );
}
