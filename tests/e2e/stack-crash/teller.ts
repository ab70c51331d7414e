/** Tells a story of a stack in a process that can be killed. */
import { tellAsChild } from '../kill-points/tell-as-child.ts';
import { openStory, stories, tellStory } from './story.ts';

await tellAsChild({ stories, open: openStory, tell: tellStory, close: (opened) => opened[Symbol.asyncDispose]() });
