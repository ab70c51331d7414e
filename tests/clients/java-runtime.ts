/**
 * A function on AWS's runtime client for Java. AWS's own system for `provided.al2023` has no Java, so
 * the package brings one along, cut down by the JDK's `jlink`, as a package there has to.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientSurroundings } from './client.ts';
import { useRuntime } from './runtime-steps.ts';
import { buildSteps, type CommandLine } from './step-program.ts';
import { filesBelow, zipPackage } from './workspace.ts';

const source = fileURLToPath(new URL('java-runtime', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/clients/java-runtime', import.meta.url));
const repository = fileURLToPath(new URL('../../.cache/clients/java/repository', import.meta.url));
const code = join(cache, 'package');

/** Those that `jdeps` finds the runtime client to use. */
const modules = 'java.base,java.desktop,java.sql,jdk.unsupported';

const bootstrap = `#!/bin/sh
exec "$LAMBDA_TASK_ROOT/jre/bin/java" -XX:TieredStopAtLevel=1 -cp "$LAMBDA_TASK_ROOT/lib/*:$LAMBDA_TASK_ROOT" \\
  com.amazonaws.services.lambda.runtime.api.client.AWSLambda "$_HANDLER"
`;

export async function useJavaRuntime({ serin, steps }: ClientSurroundings): Promise<void> {
  const description = readFileSync(join(source, 'pom.xml'), 'utf8');
  const version = /<artifactId>aws-lambda-.*\n *<version>(.+)<\/version>/.exec(description)?.[1] ?? '';
  const client = `Java runtime ${version}`;
  const zip = await packageOf({ client, steps }, description);
  if (zip === undefined) return;
  const absent = { handler: 'Absent', errorType: /ClassNotFound/ };
  await useRuntime({ serin, steps }, { client, zip, handler: 'Checkout', absent });
}

type Builder = Parameters<typeof buildSteps>[0];

/** Of fifty megabytes, so what was packed before is used again. */
async function packageOf(builder: Builder, description: string): Promise<Uint8Array | undefined> {
  const hash = createHash('sha256');
  for (const part of [description, readFileSync(join(source, 'Checkout.java')), bootstrap, modules]) hash.update(part);
  const file = join(cache, `${hash.digest('hex').slice(0, 16)}.zip`);
  const isPacked = existsSync(file);
  if (!isPacked) {
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(code, { recursive: true });
  }
  const commands = isPacked ? { fetch: [], build: [] } : { fetch: [copyLibraries], build: [link, compile] };
  if (!(await buildSteps(builder, { ...commands, cwd: source }))) return undefined;
  if (!isPacked) {
    writeFileSync(join(code, 'bootstrap'), bootstrap, { mode: 0o755 });
    writeFileSync(file, zipPackage(filesBelow(code)));
    rmSync(code, { recursive: true });
  }
  return readFileSync(file);
}

const copyLibraries: CommandLine = [
  'mvn',
  [
    '--batch-mode',
    '--quiet',
    '-Dstyle.color=never',
    `-Dmaven.repo.local=${repository}`,
    `-DoutputDirectory=${join(code, 'lib')}`,
    '-DincludeScope=runtime',
    'dependency:copy-dependencies',
  ],
];

const link: CommandLine = [
  'jlink',
  ['--add-modules', modules, '--strip-debug', '--no-header-files', '--no-man-pages', '--output', join(code, 'jre')],
];

const compile: CommandLine = ['javac', ['-encoding', 'UTF-8', '-cp', join(code, 'lib/*'), '-d', code, 'Checkout.java']];
