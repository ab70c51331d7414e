import type { AlarmOperation } from '../alarm-context.ts';
import { changeTags } from './tag-resource.ts';

/** Takes tags from an alarm. Keys that it does not have are no error. */
export const untagResource: AlarmOperation<'UntagResource'> = async (input, context, request) => {
  const keys = new Set(input.TagKeys);
  await changeTags(input.ResourceARN ?? '', context, request, (tags) => tags.filter(({ key }) => !keys.has(key)));
  return {};
};
