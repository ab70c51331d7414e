/** The secret in the console's address, made once for a data folder: a page that is open survives a restart. */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../time/random.ts';

const fileName = 'console-token';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Of 64 letters: 258 bits. */
const tokenLength = 43;

export function ensureConsoleToken(dataFolder: string, random: Random): string {
  const file = join(dataFolder, fileName);
  const known = readToken(file);
  if (known !== undefined) return known;
  const token = random.text(tokenLength, alphabet);
  // A rename, so that a crash leaves no half of a token behind.
  writeFileSync(`${file}.new`, `${token}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return token;
}

/** What is no token of ours, or can be read by others, is replaced: a token that somebody saw opens everything. */
function readToken(file: string): string | undefined {
  try {
    const isOurs = (statSync(file).mode & 0o077) === 0;
    const token = readFileSync(file, 'utf8').trim();
    return isOurs && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
