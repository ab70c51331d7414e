/**
 * Templates that others deploy to AWS, deployed to Serin by AWS's own clients: each is created, updated
 * with other code, and deleted; an alias that has a deployment moves by it. What comes to no stack stands
 * in deployed-templates-gaps.txt, with what Serin says to it and the reason.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type DeployedLife, liveThrough } from './deployed-templates/run.ts';
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
const lives: DeployedLife[] = [];

describe.skipIf(deployedTemplates.length === 0)('a template that others deploy', () => {
  test.each(deployedTemplates)(
    'lives through creation, update and deletion, or is a known gap: $name',
    async (deployed) => {
      const life = await liveThrough(deployed);
      lives.push(life);
      const gap = gaps.find(({ name }) => name === deployed.name);
      if (gap === undefined) expect(life.difference).toBeUndefined();
      else expect(life.difference ?? 'nothing: it is no gap any more').toContain(gap.says);
    },
  );

  test('is what each gap is about', () => {
    const names = new Set(deployedTemplates.map(({ name }) => name));
    expect(gaps.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });

  afterAll(() => console.log(describeLives()));
});

function describeLives(): string {
  const deployed = lives.filter(({ difference }) => difference === undefined);
  const shifted = deployed.filter((life) => life.shifted.length > 0);
  const short = (types: readonly string[]): string => types.map((type) => type.replace('AWS::', '')).join(' ') || '-';
  const rows = lives.map(({ name, difference, shifted: aliases, moved, inertTypes }) =>
    [
      name,
      difference === undefined ? 'created, updated, deleted' : `not deployed: ${difference}`,
      aliases.join(' ') || '-',
      moved.join(' ') || '-',
      short(inertTypes),
    ].join(' | '),
  );
  return [
    `${deployed.length} of ${lives.length} were created, updated and deleted; ${shifted.length} of them shifted traffic`,
    'template | stack | aliases that a deployment moved | aliases that moved at once | inert types',
    ...rows,
  ].join('\n');
}
