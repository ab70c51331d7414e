import type { RequestContext } from '../../../aws/caller.ts';
import { ApiError } from '../../../aws/api-error.ts';
import type { AlarmContext, AlarmOperation } from '../alarm-context.ts';
import { changeAlarms, findAlarm } from '../alarm-records.ts';
import { nameInArn, type Tag } from '../resources/alarm.ts';
import { alarmKey } from '../resources/alarm-keys.ts';
import { parseTags, withTags } from '../resources/alarm-tags.ts';

/** Adds tags to an alarm: of all that can be tagged, Serin has alarms alone. */
export const tagResource: AlarmOperation<'TagResource'> = async (input, context, request) => {
  const given = parseTags(input.Tags);
  await changeTags(input.ResourceARN ?? '', context, request, (tags) => withTags(tags, given));
  return {};
};

export async function changeTags(
  resourceArn: string,
  context: AlarmContext,
  { caller }: RequestContext,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<void> {
  const owner = { region: caller.region, account: caller.account };
  const name = nameInArn(resourceArn, owner);
  await changeAlarms(context, async (documents) => {
    const stored = name === undefined ? undefined : await findAlarm(documents, owner, name);
    if (stored === undefined || name === undefined) throw resourceNotFound(resourceArn);
    const alarm = { ...stored.value, tags: change(stored.value.tags) };
    return [{ kind: 'put', key: alarmKey(owner, name), value: alarm, ifRevision: stored.revision }];
  });
}

const resourceNotFound = (resourceArn: string): ApiError =>
  new ApiError('ResourceNotFoundException', `Unknown resource: ${resourceArn}`, {
    ResourceType: 'alarm',
    ResourceId: resourceArn,
  });
