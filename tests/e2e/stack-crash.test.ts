/**
 * The process is killed right before and right after what it saves while a stack with a canary in it
 * is updated, rolled back or deleted, at a seeded choice of such moments, or at all. Whatever the moment,
 * all ends as it does when nobody is killed.
 *
 * Compared is what clients see: the stack's status and outputs; status and physical ID of each
 * resource; all stack events with status, reason, physical ID and client token, phase by phase in
 * their one order, but of a deletion in that of each resource; the alias; every deployment with its rollback and
 * lifecycle events; versions, alarms, applications, groups, roles and change sets. And what no client
 * sees: how many documents of each kind are left in the store. Not compared are moments, random IDs,
 * the order of resources that do not need one another, and how often an alarm's history tells of one change.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSeeded } from './crash/seeded.ts';
import type { KillPoint } from './kill-points/kill-point.ts';
import { killPoints, visitAll } from './kill-points/kill-points.ts';
import { tellInChild, tellInLives, type Child, type Told } from './kill-points/tell-in-child.ts';
import { observeStory, storedKinds } from './stack-crash/observe.ts';
import { openStory, prepareStory, stories, tellStory, type StoryName } from './stack-crash/story.ts';

const program = new URL('stack-crash/teller.ts', import.meta.url);

/** After the end, for what may still come of a crash. */
const aftermathMs = 60_000;
/** Writes that a life has at most, where one follows the other, and lives that are more than enough. */
const longestLife = 14;
const livesMax = 150;

const seed = Number(process.env['SERIN_SIM_FIRST_SEED'] ?? 1);
/** Of the writes that only say that a canary is still out. */
const sampled = 4;
/** Moments of each story that are visited; a number in `SERIN_STACK_CRASH_POINTS` has more of them visited, or all. */
const pointsMax = Number(process.env['SERIN_STACK_CRASH_POINTS'] ?? 12);

let folder = '';
let compileCache = '';
let prepared = '';
let startMs = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serin-stack-crash-'));
  compileCache = join(folder, 'compile-cache');
  prepared = join(folder, 'prepared');
  mkdirSync(prepared);
  await using opened = await openStory('an update with good code', prepared);
  startMs = await prepareStory(opened);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.keys(stories).filter(isStory))(
  '%s ends the same, whenever the process is killed',
  { timeout: 1_200_000 },
  async (name) => {
    const undisturbed = await run(name);
    expect(undisturbed.told.isKilled).toBe(false);
    const { made } = undisturbed.told;
    const points = chosenPoints(made);
    const killed = await visitAll(points, made, async (point, where) => {
      const { told, ended, stored, problems } = await run(name, point);
      const { ended: wanted, stored: wantedStored } = undisturbed;
      expect({ where, ended, stored, problems }).toEqual({ where, ended: wanted, stored: wantedStored, problems: '' });
      return told.isKilled;
    });
    process.stdout.write(
      `stack crash: ${name}: ${killed} kills at ${points.length} points of ${made.length} writes, seed ${seed}\n`,
    );
    expect(killed).toBe(points.length);
  },
);

test.each(Object.keys(stories).filter(isStory))(
  '%s ends the same through one kill after the other',
  { timeout: 1_200_000 },
  async (name) => {
    const undisturbed = await run(name);
    const own = copyOfPrepared();
    const { told, lives } = await tellInLives(childOf(name, own), { longestLife, livesMax });
    const { ended, stored, problems } = await tellToTheEnd(name, own, told);
    expect({ ended, stored, problems }).toEqual({ ended: undisturbed.ended, stored: undisturbed.stored, problems: '' });
    process.stdout.write(`stack crash: ${name}: ${lives} lives\n`);
    expect(lives).toBeGreaterThan(3);
  },
);

/** All but heartbeats, and but the writes that repeat the one before, of which a sample is enough. */
function chosenPoints(made: readonly string[]): readonly KillPoint[] {
  const isRepeat = (write: string, index: number): boolean =>
    write === made.slice(0, index).findLast((before) => before !== heartbeat);
  const repeats = made.flatMap((write, index) => (write !== heartbeat && isRepeat(write, index) ? [index] : []));
  const seeded = createSeeded(seed);
  const drawn = new Set(Array.from({ length: sampled }, () => seeded.pick(repeats)));
  const all = killPoints(made, (write, index) => write !== heartbeat && (drawn.has(index) || !isRepeat(write, index)));
  const stride = Math.ceil(all.length / pointsMax);
  return all.filter((_, index) => index % stride === seed % stride);
}

const heartbeat = 'put codedeploy-heartbeat';

function isStory(text: string): text is StoryName {
  return Object.hasOwn(stories, text);
}

interface Run {
  readonly told: Told;
  readonly ended: unknown;
  readonly stored: unknown;
  readonly problems: string;
}

/** Tells a story, in a process that dies at the point, and to its end in another platform. */
async function run(name: StoryName, killPoint?: KillPoint): Promise<Run> {
  const own = copyOfPrepared();
  const told = await tellInChild(childOf(name, own), killPoint);
  return tellToTheEnd(name, own, told);
}

const childOf = (story: StoryName, own: string): Child => ({ program, story, folder: own, startMs, compileCache });

function copyOfPrepared(): string {
  const own = mkdtempSync(join(folder, 'run-'));
  cpSync(prepared, own, { recursive: true });
  return own;
}

async function tellToTheEnd(name: StoryName, own: string, told: Told): Promise<Run> {
  const problems: string[] = [told.errors];
  const log = {
    failure: (what: string, error: unknown) => problems.push(`${what}: ${String(error)}\n`),
    notice: (text: string) => problems.push(`${text}\n`),
  };
  const ended = await endOf(name, own, { startMs: told.atMs, log });
  const stored = storedKinds(own);
  rmSync(own, { recursive: true, force: true });
  return { told, ended, stored, problems: problems.join('') };
}

async function endOf(name: StoryName, own: string, options: Parameters<typeof openStory>[2]): Promise<unknown> {
  await using opened = await openStory(name, own, options);
  await tellStory(opened, () => undefined);
  await opened.platform.advance(aftermathMs);
  return await observeStory(opened);
}
