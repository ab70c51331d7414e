import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** The scopes of AWS's SDK for JavaScript, which AWS's Node runtimes bring along. */
const scopes = ['@aws-sdk', '@smithy'];

/** A scope of packages, and the folder that it is. */
export interface RuntimeScope {
  readonly name: string;
  readonly folder: string;
}

/**
 * Finds the AWS SDK that is installed with Serin; none where it is not.
 *
 * `searched`: where packages of Serin's lie, the nearest first. Beside Serin's own part of the SDK,
 * which npm may have put into a folder of its own, there may be clients further out.
 */
export function findRuntimeScopes(
  searched: readonly string[] = require.resolve.paths('@aws-sdk/core') ?? [],
): readonly RuntimeScope[] {
  const candidates = searched.filter((candidate) => existsSync(path.join(candidate, '@aws-sdk')));
  const found = candidates.find(hasClients) ?? candidates[0];
  if (found === undefined) return [];
  return scopes
    .filter((name) => existsSync(path.join(found, name)))
    .map((name) => ({ name, folder: realpathSync(path.join(found, name)) }));
}

/**
 * Offers Node functions these packages, and nothing else of Serin's: a deployment hook may ask for
 * `@aws-sdk/client-codedeploy` without packaging it, as on AWS. Returns the folders for NODE_PATH.
 */
export function linkRuntimeModules(folder: string, found: readonly RuntimeScope[]): readonly string[] {
  if (found.length === 0) return [];
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const scope of found) symlinkSync(scope.folder, path.join(modules, scope.name));
  return [modules];
}

const hasClients = (candidate: string): boolean =>
  readdirSync(path.join(candidate, '@aws-sdk')).some((name) => name.startsWith('client-'));
