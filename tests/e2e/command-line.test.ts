/** The command `serin` as a user types it: what it prints, and how it ends. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSerin, type SerinProgram } from '../serin-program.ts';

const program = fileURLToPath(new URL('../../bin/serin.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

describe('the command line with a platform that runs', () => {
  let serin: SerinProgram;
  beforeAll(async () => {
    serin = await startSerin();
  });
  afterAll(async () => {
    await serin[Symbol.asyncDispose]();
  });

  test('says that it is ready, on a line of its own, and keeps its key to its owner', () => {
    expect(serin.output()).toMatch(/^Serin is ready: http:\/\/127\.0\.0\.1:\d+$/m);
    expect(statSync(join(serin.dataFolder, 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(statSync(serin.dataFolder).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(serin.dataFolder, '.gitignore'), 'utf8')).toBe('*\n');
  });

  test('env prints lines for eval, and one JSON object', () => {
    const lines = run('env', '--data', serin.dataFolder);
    expect(lines.status).toBe(0);
    for (const name of [
      'AWS_ENDPOINT_URL',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
    ]) {
      expect(lines.stdout).toMatch(new RegExp(`^export ${name}=\\S+$`, 'm'));
    }
    expect(JSON.parse(run('env', '--json', '--data', serin.dataFolder).stdout)).toMatchObject({
      AWS_ENDPOINT_URL: serin.endpoint,
    });
  });

  test('exec runs a command with the variables, and ends as it ends', () => {
    const script =
      'console.log(process.env.AWS_ENDPOINT_URL, process.env.AWS_PROFILE ?? "no profile"); process.exit(7)';
    const result = spawnSync(
      process.execPath,
      [program, 'exec', '--data', serin.dataFolder, '--', process.execPath, '-e', script],
      { encoding: 'utf8', env: { ...process.env, AWS_PROFILE: 'work' } },
    );
    expect(result.stdout.trim()).toBe(`${serin.endpoint} no profile`);
    expect(result.status).toBe(7);
  });

  test('exec hands over arguments that look like its own options', () => {
    const result = run(
      'exec',
      '--data',
      serin.dataFolder,
      '--',
      process.execPath,
      '-p',
      'process.argv.slice(1).join()',
      '--',
      '--data',
      '--json',
    );
    expect(result.stdout.trim()).toBe('--data,--json');
  });

  test('exec tells that there is no such command', () => {
    const result = run('exec', '--data', serin.dataFolder, '--', 'no-such-command-anywhere');
    expect(result.status).toBe(127);
    expect(result.stderr).toContain('command not found');
  });

  test('doctor finds the platform and tells each runtime', () => {
    const { stdout, status } = run('doctor', '--json', '--data', serin.dataFolder);
    expect(status).toBe(0);
    const { healthy, findings } = JSON.parse(stdout) as {
      healthy: boolean;
      findings: { subject: string; state: string; text: string }[];
    };
    expect(healthy).toBe(true);
    expect(findings.find(({ subject }) => subject === 'platform')?.text).toContain(serin.endpoint);
    expect(findings.find(({ subject }) => subject === 'nodejs24.x')?.state).toBe('ok');
    expect(findings.find(({ subject }) => subject === 'java21')).toMatchObject({
      state: 'note',
      text: expect.stringContaining('provided.al2023'),
    });
  });

  test('a second start on the same folder is refused in a sentence', () => {
    const { status, stderr } = run('start', '--port', '0', '--data', serin.dataFolder);
    expect(status).toBe(1);
    expect(stderr).toContain(serin.dataFolder);
    expect(stderr).not.toContain('    at ');
  });

  test('a second start on the same port is refused with the way to mend it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'serin-cli-'));
    const { status, stderr } = run('start', '--port', new URL(serin.endpoint).port, '--data', folder);
    rmSync(folder, { recursive: true, force: true });
    expect(status).toBe(2);
    expect(stderr).toContain('--port 0');
  });
});

describe('the command line without a platform', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'serin-cli-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([[['env']], [['exec', '--', 'true']]])(
    '%s ends with 3 and says how to start one',
    ([command = '', ...rest]) => {
      const { status, stderr } = run(command, '--data', folder, ...rest);
      expect(status).toBe(3);
      expect(stderr).toContain('serin start --data');
    },
  );

  test('a platform that was killed is not taken for one that runs', () => {
    writeFileSync(
      join(folder, 'running.json'),
      JSON.stringify({ endpoint: 'http://127.0.0.1:9', region: 'us-east-1', account: '000000000000', pid: 1 }),
    );
    writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ accessKeyId: 'a', secretAccessKey: 'b' }));
    expect(run('env', '--data', folder).status).toBe(3);
  });

  test.each([
    [['start', '--port', 'many']],
    [['start', '--speed', '0']],
    [['start', '--account', '12']],
    [['start', '--routing', 'fair']],
    [['begin']],
    [['exec']],
  ])('%s is wrong usage', (args) => {
    const { status, stderr } = run(...args, ...(args[0] === 'start' ? ['--data', folder] : []));
    expect(status).toBe(2);
    expect(stderr).not.toContain('    at ');
  });

  test('--version tells the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(run('--version').stdout.trim()).toBe(version);
  });
});
