/** A function on AWS's runtime client for Go, which this machine's Go builds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientSurroundings } from './client.ts';
import { goEnvironment } from './go-sdk.ts';
import { useRuntime } from './runtime-steps.ts';
import { buildSteps } from './step-program.ts';
import { zipPackage } from './workspace.ts';

const source = fileURLToPath(new URL('go-runtime', import.meta.url));
const program = fileURLToPath(new URL('../../.cache/clients/go/bootstrap', import.meta.url));

export async function useGoRuntime({ serin, steps }: ClientSurroundings): Promise<void> {
  const version = /aws-lambda-go v(\S+)/.exec(readFileSync(join(source, 'go.mod'), 'utf8'))?.[1] ?? '';
  const client = `Go runtime ${version}`;
  const isBuilt = await buildSteps(
    { client, steps },
    {
      fetch: [['go', ['mod', 'download', 'github.com/aws/aws-lambda-go']]],
      build: [['go', ['build', '-ldflags', '-s -w', '-o', program, '.']]],
      cwd: source,
      // Linked with nothing of the machine's.
      env: { ...goEnvironment, CGO_ENABLED: '0' },
    },
  );
  if (!isBuilt) return;
  const zip = zipPackage([{ path: 'bootstrap', content: readFileSync(program) }]);
  const absent = { handler: 'absent', errorType: /^Runtime\.ExitError$/ };
  const streaming = { handler: 'stream', breaksOff: true };
  await useRuntime({ serin, steps }, { client, zip, handler: 'checkout', absent, streaming });
}
