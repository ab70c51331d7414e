/** The demo is the story that the README tells: it is to happen whenever somebody asks for it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const demo = fileURLToPath(new URL('../../demo/demo.ts', import.meta.url));

test(
  'a broken canary is rolled back with its stack, and a good one goes all the way',
  { timeout: 600_000 },
  async () => {
    // Slower than for people: a busy machine has to keep up with the clock.
    const child = spawn(process.execPath, [demo, '--speed', '15'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    expect(output).toContain('All of it happened.');
    expect(output).toMatch(
      /UPDATE_FAILED: Resource handler returned message: "d-[A-Z0-9]{9} failed\. One or more alarms/,
    );
    expect(code).toBe(0);
  },
);
