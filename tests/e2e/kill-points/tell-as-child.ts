/**
 * What a process does that `tellInChild` has started: `node teller.ts STORY FOLDER START_MS [WRITE MOMENT]`.
 * Prints each moment that the clock may come to, and at the end the writes that were made.
 */
import { writeSync } from 'node:fs';
import { invariant } from '../../../src/invariant.ts';
import { countWrites } from './kill-point.ts';

export interface Teller<Name extends string, Opened> {
  readonly stories: Readonly<Record<Name, unknown>>;
  open(name: Name, folder: string, options: { readonly startMs: number }): Promise<Opened>;
  /** `onMoment` is told a moment before the clock can reach it. */
  tell(opened: Opened, onMoment: (atMs: number) => void): Promise<void>;
  close(opened: Opened): Promise<void>;
}

export async function tellAsChild<Name extends string, Opened>(teller: Teller<Name, Opened>): Promise<void> {
  const [name = '', folder = '', startMs = '', write, moment] = process.argv.slice(2);
  const isStory = (text: string): text is Name => Object.hasOwn(teller.stories, text);
  invariant(isStory(name), 'the test names a story');
  invariant(moment === undefined || moment === 'before' || moment === 'after', 'the test names a moment');
  // What an earlier life has left begun is carried on from the very start.
  const { made } = countWrites(moment === undefined ? undefined : { write: Number(write), moment });
  const opened = await teller.open(name, folder, { startMs: Number(startMs) });
  await teller.tell(opened, (atMs) => say({ atMs }));
  say({ made });
  await teller.close(opened);
}

const say = (line: object): unknown => writeSync(1, `${JSON.stringify(line)}\n`);
