import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of corpora, data that others wrote, which is no part of this repository. */
const folder = process.env['SERIN_CORPUS'] ?? fileURLToPath(new URL('../../shared/corpus', import.meta.url));

/** A path in the corpus, or `undefined`, said aloud, where it is not on this machine. */
export function findCorpus(path: string): string | undefined {
  const whole = `${folder}/${path}`;
  if (existsSync(whole)) return whole;
  console.warn(`SKIPPED: no corpus at ${path} (set SERIN_CORPUS to the folder that holds it)`);
  return undefined;
}
