/** Runs a program that tells of each of its steps in a line of JSON, as those in other languages do. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { SerinProgram } from '../serin-program.ts';
import { checkoutAppSpec, hookPackage } from './checkout-package.ts';
import { Skipped, type StepReport, type Steps } from './steps.ts';
import { createWorkspace, versionTeller } from './workspace.ts';

export interface StepProgram {
  readonly client: string;
  readonly steps: Steps;
  readonly serin: SerinProgram;
  readonly command: string;
  readonly args: readonly string[];
}

/** Its folder holds the packages and AppSpec files that all such programs use. */
export async function runSteps({ client, steps, serin, command, args }: StepProgram): Promise<void> {
  using workspace = createWorkspace();
  workspace.write('one.zip', versionTeller('one'));
  workspace.write('two.zip', versionTeller('two'));
  workspace.write('hook.zip', hookPackage());
  workspace.write('forward.json', checkoutAppSpec({ from: '1', to: '2', beforeHook: 'CodeDeployHook_before' }));
  workspace.write('back.json', checkoutAppSpec({ from: '2', to: '1' }));
  const child = spawn(command, args, {
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

const run = promisify(execFile);

/** How long fetching or building may take; where there is no registry, that is soon known. */
const commandMs = 600_000;

export type CommandLine = readonly [command: string, args: readonly string[]];

export interface Toolchain {
  /** What this machine may lack, or its network: the client is skipped. */
  readonly fetch: readonly CommandLine[];
  /** What must go well once all is there. */
  readonly build: readonly CommandLine[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Whether the program is there to be run; where not, a step says why. */
export async function buildSteps(
  { client, steps }: Pick<StepProgram, 'client' | 'steps'>,
  { fetch, build, cwd, env }: Toolchain,
): Promise<boolean> {
  const carryOut = async (commands: readonly CommandLine[]): Promise<void> => {
    for (const [command, args] of commands)
      await run(command, args, { cwd, env: { ...process.env, ...env }, timeout: commandMs });
  };
  let isBuilt = false;
  await steps.step(client, 'installation', 'fetch and build', async () => {
    try {
      await carryOut(fetch);
    } catch (error) {
      throw new Skipped(tellingLine(error));
    }
    await carryOut(build);
    isBuilt = true;
  });
  return isBuilt;
}

/** The line that names the problem: the first that speaks of an error, else the last. */
function tellingLine(error: unknown): string {
  const texts =
    error instanceof Error ? ['stderr', 'stdout'].map((name) => String(Reflect.get(error, name) ?? '')) : [];
  const lines = [...texts, String(error)].flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
}
