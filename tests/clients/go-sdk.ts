/** AWS's SDK for Go, version 2, in a program that this machine's Go builds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientSurroundings } from './client.ts';
import { buildSteps, runSteps, type Toolchain } from './step-program.ts';

const source = fileURLToPath(new URL('go-sdk', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/clients/go', import.meta.url));

/** For all of Go's programs here. */
export const goEnvironment = {
  GOMODCACHE: join(cache, 'modules'),
  GOCACHE: join(cache, 'build'),
  // The versions are those of go.sum, and what is fetched can be deleted as anything else.
  GOFLAGS: '-mod=readonly -modcacherw -buildvcs=false',
  GOTOOLCHAIN: 'local',
};

export async function useGoSdk({ serin, steps }: ClientSurroundings): Promise<void> {
  const version = /aws-sdk-go-v2 v(\S+)/.exec(readFileSync(join(source, 'go.mod'), 'utf8'))?.[1] ?? '';
  const client = `Go SDK ${version}`;
  const program = join(cache, 'steps');
  const toolchain = {
    fetch: [['go', ['mod', 'download']]],
    build: [['go', ['build', '-o', program, '.']]],
    cwd: source,
    env: goEnvironment,
  } satisfies Toolchain;
  if (await buildSteps({ client, steps }, toolchain))
    await runSteps({ client, steps, serin, command: program, args: [] });
}
