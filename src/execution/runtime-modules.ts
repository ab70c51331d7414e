import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** The scopes of AWS's SDK for JavaScript, which AWS's Node runtimes bring along. */
const scopes = ['@aws-sdk', '@smithy'];

/**
 * Offers Node functions the AWS SDK packages that are installed with Serin, and nothing else of
 * Serin's: a deployment hook may ask for `@aws-sdk/client-codedeploy` without packaging it, as on AWS.
 * Returns the folders for NODE_PATH; none where the SDK is not installed.
 */
export function linkRuntimeModules(folder: string): readonly string[] {
  const modules = path.join(folder, 'node_modules');
  const found = (require.resolve.paths('@aws-sdk/core') ?? []).find((candidate) =>
    existsSync(path.join(candidate, '@aws-sdk')),
  );
  if (found === undefined) return [];
  mkdirSync(modules, { recursive: true });
  for (const scope of scopes) {
    const source = path.join(found, scope);
    if (existsSync(source)) symlinkSync(realpathSync(source), path.join(modules, scope));
  }
  return [modules];
}
