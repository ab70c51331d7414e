/**
 * The platform's own key, made at the first start. Whoever can read the file can use the platform,
 * so only its owner can.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '../aws/caller.ts';
import type { KnownCredentials } from '../server/credentials.ts';
import type { Random } from '../time/random.ts';
import { ConfigError } from './config-error.ts';

export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const fileName = 'credentials.json';

/** The key of a data folder; `undefined`: there is none yet. */
export function readRootCredentials(dataFolder: string): RootCredentials | undefined {
  const file = join(dataFolder, fileName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new ConfigError([
      {
        place: file,
        found: 'a file that cannot be read',
        wanted: "the platform's key",
        mend: 'make it readable to the user who runs Serin',
      },
    ]);
  }
  return parseCredentials(file, text);
}

export function ensureRootCredentials(dataFolder: string, random: Random): RootCredentials {
  const known = readRootCredentials(dataFolder);
  if (known !== undefined) {
    closeToOthers(join(dataFolder, fileName));
    return known;
  }
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const made: RootCredentials = {
    accessKeyId: `AKIA${random.text(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    secretAccessKey: random.text(40, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
  };
  // A data folder often lies in a project: its key must not end up in the project's history.
  writeFileSync(join(dataFolder, '.gitignore'), '*\n');
  const file = join(dataFolder, fileName);
  // A rename, so that a crash leaves no half-written key behind.
  writeFileSync(`${file}.new`, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}

/** The owner as a caller, in a region. */
export const rootCaller =
  ({ account, arn, userId, accessKeyId }: KnownCredentials) =>
  (region: string): Caller => ({ region, account, arn, userId, accessKeyId });

function parseCredentials(file: string, text: string): RootCredentials {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'accessKeyId' in value && 'secretAccessKey' in value) {
      return { accessKeyId: String(value.accessKeyId), secretAccessKey: String(value.secretAccessKey) };
    }
  } catch {
    // What it is instead is said below.
  }
  throw new ConfigError([
    {
      place: file,
      found: 'a file that holds no key',
      wanted: '{"accessKeyId", "secretAccessKey"}',
      mend: 'delete it, and the next start makes a new key',
    },
  ]);
}

function closeToOthers(file: string): void {
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
