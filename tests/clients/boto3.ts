/** AWS's SDK for Python, in a program of its own that tells of each of its steps in a line. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { checkoutAppSpec, hookPackage } from './checkout-package.ts';
import type { ClientSurroundings } from './client.ts';
import { Skipped, type StepReport } from './steps.ts';
import { createWorkspace, versionTeller } from './workspace.ts';

const program = fileURLToPath(new URL('boto3_steps.py', import.meta.url));

export async function useBoto3({ serin, steps, python }: ClientSurroundings): Promise<void> {
  if (python.kind === 'absent') {
    await steps.step('boto3', 'installation', 'install', () => Promise.reject(new Skipped(python.reason)));
    return;
  }
  const client = `boto3 ${python.boto3}`;
  using workspace = createWorkspace();
  workspace.write('one.zip', versionTeller('one'));
  workspace.write('two.zip', versionTeller('two'));
  workspace.write('hook.zip', hookPackage());
  workspace.write('forward.json', checkoutAppSpec({ from: '1', to: '2', beforeHook: 'CodeDeployHook_before' }));
  workspace.write('back.json', checkoutAppSpec({ from: '2', to: '1' }));
  const child = spawn(join(python.bin, 'python3'), [program], {
    cwd: workspace.folder,
    env: {
      ...serin.environment,
      PATH: process.env['PATH'],
      HOME: workspace.folder,
      AWS_DEFAULT_REGION: serin.environment.AWS_REGION,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    // The program is ours, and writes nothing else.
    steps.record({ client, ...(JSON.parse(line) as Omit<StepReport, 'client'>) });
  }
  await steps.step(client, 'installation', 'the program ran to its end', async () => {
    assert.equal((await ended)[0], 0);
  });
}
