/** A function on AWS's runtime client for Rust, which this machine's Cargo builds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientSurroundings } from './client.ts';
import { useRuntime } from './runtime-steps.ts';
import { buildSteps } from './step-program.ts';
import { zipPackage } from './workspace.ts';

const source = fileURLToPath(new URL('rust-runtime', import.meta.url));
const target = fileURLToPath(new URL('../../.cache/clients/rust', import.meta.url));

export async function useRustRuntime({ serin, steps }: ClientSurroundings): Promise<void> {
  const version = /lambda_runtime = .*"=([\d.]+)"/.exec(readFileSync(join(source, 'Cargo.toml'), 'utf8'))?.[1] ?? '';
  const client = `Rust runtime ${version}`;
  const isBuilt = await buildSteps(
    { client, steps },
    {
      fetch: [['cargo', ['fetch', '--locked']]],
      build: [['cargo', ['build', '--locked', '--offline']]],
      cwd: source,
      env: { CARGO_TARGET_DIR: target },
    },
  );
  if (!isBuilt) return;
  const zip = zipPackage([{ path: 'bootstrap', content: readFileSync(join(target, 'debug/bootstrap')) }]);
  const absent = { handler: 'absent', errorType: /^Runtime\.ExitError$/ };
  const streaming = { handler: 'stream', breaksOff: false };
  await useRuntime({ serin, steps }, { client, zip, handler: 'checkout', absent, streaming });
}
