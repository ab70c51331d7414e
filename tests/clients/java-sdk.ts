/** AWS's SDK for Java, version 2, fetched by this machine's Maven, in a program that its Java compiles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientSurroundings } from './client.ts';
import { buildSteps, runSteps, type Toolchain } from './step-program.ts';

const source = fileURLToPath(new URL('java-sdk', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/clients/java', import.meta.url));

export async function useJavaSdk({ serin, steps }: ClientSurroundings): Promise<void> {
  const version = /<aws\.version>(.+)<\/aws\.version>/.exec(readFileSync(join(source, 'pom.xml'), 'utf8'))?.[1] ?? '';
  const client = `Java SDK ${version}`;
  const classes = join(cache, 'classes');
  const libraries = join(cache, 'libraries');
  const fetch = [
    '--batch-mode',
    '--quiet',
    '-Dstyle.color=never',
    `-Dmaven.repo.local=${join(cache, 'repository')}`,
    `-DoutputDirectory=${libraries}`,
    '-DincludeScope=runtime',
    'dependency:copy-dependencies',
  ];
  const path = `${classes}:${libraries}/*`;
  const toolchain = {
    fetch: [['mvn', fetch]],
    build: [['javac', ['-encoding', 'UTF-8', '-cp', path, '-d', classes, 'Steps.java']]],
    cwd: source,
  } satisfies Toolchain;
  if (await buildSteps({ client, steps }, toolchain))
    await runSteps({ client, steps, serin, command: 'java', args: ['-cp', path, 'Steps'] });
}
