/** Templates that others deploy to AWS, deployed to Serin: created, updated with other code, deleted. */
import { test } from 'vitest';
import { liveThrough } from './deployed/run.ts';
import { deployedTemplates } from './deployed/templates.ts';

const only = process.env['ONLY'];
for (const template of deployedTemplates.filter(({ name }) => only === undefined || name.includes(only)))
  test(template.name, async () => {
    const t = performance.now();
    const { difference, ...life } = await liveThrough(template);
    console.log(JSON.stringify({ ...life, ms: Math.round(performance.now() - t) }), difference ?? 'good');
  });
