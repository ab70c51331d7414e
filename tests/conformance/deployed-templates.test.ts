/**
 * Templates that others deploy to AWS, deployed to Serin by AWS's own clients: each is created, updated
 * with other code, and deleted; an alias that has a deployment moves by it, and by it alone. What AWS
 * refuses in a template is refused first, then mended. What Serin lacks stands in
 * deployed-templates-gaps.txt, with what Serin says to it and the reason.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type DeployedLife, liveThrough } from './deployed-templates/run.ts';
import { type Obstacle, refusals, standIns } from './deployed-templates/obstacles.ts';
import { deployedTemplates } from './deployed-templates/templates.ts';

interface Gap {
  readonly name: string;
  /** A part of what Serin says. */
  readonly says: string;
  readonly reason: string;
}

/** Lines of `name<TAB>what Serin says<TAB>reason`; `#` begins a remark. */
function loadGaps(): readonly Gap[] {
  const lines = readFileSync(new URL('deployed-templates-gaps.txt', import.meta.url), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', says = '', reason = ''] = line.split('\t');
      if (reason === '') throw new Error(`deployed-templates-gaps.txt: not a name, a text and a reason: ${line}`);
      return { name, says, reason };
    });
}

const gaps = loadGaps();
const lives: (DeployedLife & { readonly obstacles: readonly Obstacle[] })[] = [];

/** The gaps of Serin first: they are met before anything that AWS says. */
function obstaclesOf(name: string): readonly Obstacle[] {
  const own = gaps.filter((gap) => gap.name === name);
  const standIn = standIns[name] ?? ((template) => template);
  return [...own.map(({ says }) => ({ says, mend: standIn })), ...(refusals[name] ?? [])];
}

describe.skipIf(deployedTemplates.length === 0)('a template that others deploy', () => {
  test.each(deployedTemplates)('$name is created, updated and deleted', async (deployed) => {
    const obstacles = obstaclesOf(deployed.name);
    let { template } = deployed;
    for (const { says, mend } of obstacles) {
      const { difference = 'nothing: it is no obstacle any more' } = await liveThrough({ ...deployed, template });
      expect(difference).toContain(says);
      template = mend(template);
    }
    const life = await liveThrough({ ...deployed, template });
    lives.push({ ...life, obstacles });
    expect(life.difference).toBeUndefined();
  });

  test('is what each gap, mend and stand-in is about', () => {
    const names = new Set(deployedTemplates.map(({ name }) => name));
    const told = [...gaps.map(({ name }) => name), ...Object.keys(refusals)];
    expect(told.filter((name) => !names.has(name))).toEqual([]);
    expect(Object.keys(standIns)).toEqual(gaps.map(({ name }) => name));
  });

  afterAll(() => console.log(describeLives()));
});

function describeLives(): string {
  const deployed = lives.filter(({ difference }) => difference === undefined);
  const shifted = deployed.filter((life) => life.shifted.length > 0);
  const short = (types: readonly string[]): string => types.map((type) => type.replace('AWS::', '')).join(' ') || '-';
  const rows = lives.map(({ name, difference, shifted: aliases, moved, inertTypes, obstacles }) =>
    [
      name,
      difference === undefined ? 'created, updated, deleted' : `not deployed: ${difference}`,
      obstacles.length === 0 ? 'as it is' : `mended ${obstacles.length}`,
      aliases.join(' ') || '-',
      moved.join(' ') || '-',
      short(inertTypes),
    ].join(' | '),
  );
  return [
    `${deployed.length} of ${lives.length} were created, updated and deleted; ${shifted.length} of them shifted traffic`,
    'template | stack | mends | aliases that a deployment moved | aliases that moved at once | inert types',
    ...rows,
  ].join('\n');
}
