import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { SerinProgram } from '../../serin-program.ts';
import type { Steps } from '../steps.ts';
import type { Workspace } from '../workspace.ts';

export interface AwsCli {
  readonly serin: SerinProgram;
  readonly workspace: Workspace;
  /** Runs a command line in the workspace and gives what it printed, trimmed. Rejects where it fails. */
  sh(command: string, environment?: Readonly<Record<string, string>>): Promise<string>;
  /** Runs a command line that must fail, and gives what it wrote to stderr, trimmed. */
  shFails(command: string): Promise<string>;
  step(area: string, name: string, body: () => Promise<void>): Promise<void>;
}

export interface AwsCliOptions {
  readonly serin: SerinProgram;
  readonly steps: Steps;
  readonly workspace: Workspace;
  /** Folder that holds `aws`. */
  readonly bin: string;
  readonly client: string;
}

export function createAwsCli({ serin, steps, workspace, bin, client }: AwsCliOptions): AwsCli {
  const environment = {
    ...serin.environment,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    // No settings of the person who runs this.
    HOME: workspace.folder,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const run = (command: string, extra: Readonly<Record<string, string>> = {}): Promise<Finished> =>
    new Promise((resolve) => {
      const options = { cwd: workspace.folder, env: { ...environment, ...extra }, maxBuffer: 1 << 26 };
      const child = execFile('sh', ['-c', command], options, (error, stdout, stderr) => {
        resolve({ hasFailed: error !== null, stdout: stdout.trim(), stderr: stderr.trim() });
      });
      // Some commands read what they are given to its end.
      child.stdin?.end();
    });
  return {
    serin,
    workspace,
    async sh(command, extra) {
      const { hasFailed, stdout, stderr } = await run(command, extra);
      assert.ok(!hasFailed, `${command}\n${stderr}\n${stdout}`);
      return stdout;
    },
    async shFails(command) {
      const { hasFailed, stdout, stderr } = await run(command);
      assert.ok(hasFailed, `${command}\nwas to fail, and printed\n${stdout}`);
      return stderr;
    },
    step: (area, name, body) => steps.step(client, area, name, body),
  };
}

interface Finished {
  readonly hasFailed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}
