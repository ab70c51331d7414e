/**
 * A deployment's process is killed right before and right after each step that it saves and each
 * thing that it does, in as many runs as there are such moments. Whatever the moment, the deployment
 * ends as it does when nobody is killed: the same statuses and lifecycle events, the same alias, and
 * everyone who is told of it is told everything, in order.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openListener, type Listener } from './deployment-crash/listener.ts';
import {
  deploymentsOf,
  nameless,
  observeStory,
  openStory,
  prepareStory,
  stories,
  tellStory,
  type StoryName,
} from './deployment-crash/story.ts';
import type { KillPoint } from './kill-points/kill-point.ts';
import { killPoints, visitAll } from './kill-points/kill-points.ts';
import { tellInChild, tellInLives, type Child, type Told } from './kill-points/tell-in-child.ts';

const program = new URL('deployment-crash/teller.ts', import.meta.url);
/** After the end, for what is told again after a crash. */
const aftermathMs = 60_000;
/** Writes that a life has at most, where one follows the other, and lives that are more than enough. */
const longestLife = 7;
const livesMax = 100;

/** What deployments write themselves, what moves the alias, and what others are sent. The rest only tells of it. */
const matters = /^(?!put codedeploy-heartbeat)(put codedeploy|delete codedeploy|put lambda\/.*\/alias\/|enqueue )/;

let folder = '';
let compileCache = '';
let prepared = '';
let startMs = 0;
let listener: Listener;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serin-deployment-crash-'));
  compileCache = join(folder, 'compile-cache');
  prepared = join(folder, 'prepared');
  mkdirSync(prepared);
  listener = await openListener(2);
  const opened = await openStory('a canary with two hooks', prepared);
  startMs = await prepareStory(opened, listener.url);
  await listener.confirmed();
  await opened.stage[Symbol.asyncDispose]();
});

afterAll(async () => {
  await listener?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test.each(Object.keys(stories).filter(isStory))(
  '%s ends the same, whenever the process is killed',
  { timeout: 1_200_000 },
  async (name) => {
    const undisturbed = await run(name);
    expect(undisturbed.told.isKilled).toBe(false);
    const { made } = undisturbed.told;
    const points = killPoints(made, (write) => matters.test(write));
    const killed = await visitAll(points, made, async (point, where) => {
      const { told, ended, heard, problems } = await run(name, point);
      expect({ where, ended, heard, problems }).toEqual({
        where,
        ended: undisturbed.ended,
        heard: undisturbed.heard,
        problems: '',
      });
      return told.isKilled;
    });
    process.stdout.write(`deployment crash: ${name}: ${killed} kills at ${points.length} points\n`);
    // What is told beside the deployment interleaves in its own way: the last point may not come.
    expect(killed).toBeGreaterThanOrEqual(points.length - 4);
  },
);

test.each(['a canary that its last hook fails'] as const)(
  '%s ends the same through one kill after the other',
  { timeout: 1_200_000 },
  async (name) => {
    const undisturbed = await run(name);
    const own = copyOfPrepared();
    const { told, lives } = await tellInLives(childOf(name, own), { longestLife, livesMax });
    const { ended, heard, problems } = await tellToTheEnd(name, own, told);
    expect({ ended, heard, problems }).toEqual({ ended: undisturbed.ended, heard: undisturbed.heard, problems: '' });
    process.stdout.write(`deployment crash: ${name}: ${lives} lives\n`);
    expect(lives).toBeGreaterThan(5);
  },
);

function isStory(text: string): text is StoryName {
  return Object.hasOwn(stories, text);
}

interface Run {
  readonly told: Told;
  readonly ended: unknown;
  /** By topic, each thing once, in the order in which it was first heard. */
  readonly heard: unknown;
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
  const opened = await openStory(name, own, { startMs: told.atMs, log });
  await using stage = opened.stage;
  await tellStory({ ...opened, onMoment: () => undefined });
  await stage.platform.advance(aftermathMs);
  const ids = await deploymentsOf(stage);
  const ended = await observeStory(stage);
  const heard = listener.heard(ids);
  const byTopic = ['deployments', 'bus'].map((topic) => heard.filter((message) => message.startsWith(topic)));
  rmSync(own, { recursive: true, force: true });
  return { told, ended, heard: nameless(byTopic, ids), problems: problems.join('') };
}
