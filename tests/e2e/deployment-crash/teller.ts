/**
 * Tells a story in a process that can be killed: `node teller.ts STORY FOLDER START_MS [WRITE MOMENT]`.
 * Prints each moment that the clock may come to, and at the end the writes that were made.
 */
import { writeSync } from 'node:fs';
import { invariant } from '../../../src/invariant.ts';
import { countWrites } from './kill-point.ts';
import { openStory, stories, tellStory, type StoryName } from './story.ts';

const [name = '', folder = '', startMs = '', write, moment] = process.argv.slice(2);
const isStory = (text: string): text is StoryName => Object.hasOwn(stories, text);
invariant(isStory(name), 'the test names a story');
invariant(moment === undefined || moment === 'before' || moment === 'after', 'the test names a moment');

const say = (line: object): unknown => writeSync(1, `${JSON.stringify(line)}\n`);

const opened = await openStory(name, folder, { startMs: Number(startMs) });
const { made } = countWrites(moment === undefined ? undefined : { write: Number(write), moment });
await tellStory({ ...opened, onMoment: (atMs) => say({ atMs }) });
say({ made });
await opened.stage[Symbol.asyncDispose]();
