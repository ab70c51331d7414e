import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** The scopes of AWS's SDK for JavaScript, which AWS's Node runtimes bring along. */
const scopes = ['@aws-sdk', '@smithy'];

/**
 * Offers Node functions the AWS SDK packages that are installed with Serin, and nothing else of
 * Serin's: a deployment hook may ask for `@aws-sdk/client-codedeploy` without packaging it, as on AWS.
 * Returns the folders for NODE_PATH; none where the SDK is not installed.
 *
 * `searched`: where packages of Serin's lie, the nearest first. Beside Serin's own part of the SDK,
 * which npm may have put into a folder of its own, there may be clients further out.
 */
export function linkRuntimeModules(
  folder: string,
  searched: readonly string[] = require.resolve.paths('@aws-sdk/core') ?? [],
): readonly string[] {
  const modules = path.join(folder, 'node_modules');
  const candidates = searched.filter((candidate) => existsSync(path.join(candidate, '@aws-sdk')));
  const found = candidates.find(hasClients) ?? candidates[0];
  if (found === undefined) return [];
  mkdirSync(modules, { recursive: true });
  for (const scope of scopes) {
    const source = path.join(found, scope);
    if (existsSync(source)) symlinkSync(realpathSync(source), path.join(modules, scope));
  }
  return [modules];
}

const hasClients = (candidate: string): boolean =>
  readdirSync(path.join(candidate, '@aws-sdk')).some((name) => name.startsWith('client-'));
