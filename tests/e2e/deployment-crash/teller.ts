/** Tells a story of a deployment in a process that can be killed. */
import { tellAsChild } from '../kill-points/tell-as-child.ts';
import { openStory, stories, tellStory } from './story.ts';

await tellAsChild({
  stories,
  open: openStory,
  tell: (opened, onMoment) => tellStory({ ...opened, onMoment }),
  close: ({ stage }) => stage[Symbol.asyncDispose](),
});
