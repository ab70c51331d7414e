/** AWS's SDK for Python, in a program of its own. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientSurroundings } from './client.ts';
import { runSteps } from './step-program.ts';
import { Skipped } from './steps.ts';

const program = fileURLToPath(new URL('boto3_steps.py', import.meta.url));

export async function useBoto3({ serin, steps, python }: ClientSurroundings): Promise<void> {
  if (python.kind === 'absent') {
    await steps.step('boto3', 'installation', 'install', () => Promise.reject(new Skipped(python.reason)));
    return;
  }
  const client = `boto3 ${python.boto3}`;
  await runSteps({ client, steps, serin, command: join(python.bin, 'python3'), args: ['-B', program] });
}
