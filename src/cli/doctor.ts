import { accessSync, constants, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { findBubblewrap } from '../execution/isolation.ts';
import { discoverRuntimes, type RuntimeEntry } from '../execution/runtimes.ts';
import { readRunningFile } from '../platform/running-file.ts';
import { isServing } from './client-environment.ts';
import { exitCodes } from './exit-codes.ts';

interface Finding {
  readonly subject: string;
  /** `note`: something is not there that Serin does not need. */
  readonly state: 'ok' | 'note' | 'problem';
  readonly text: string;
}

/** `serin doctor`: what this machine can run, and what is missing. Exit code 1 where Serin could not start. */
export async function doctor(options: {
  readonly data: string;
  readonly port: number;
  readonly json?: boolean;
}): Promise<void> {
  const dataFolder = resolve(options.data);
  const findings = [
    nodeFinding(),
    dataFinding(dataFolder),
    await portFinding(dataFolder, options.port),
    await isolationFinding(),
    ...(await runtimeFindings()),
  ];
  const hasProblem = findings.some((finding) => finding.state === 'problem');
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ healthy: !hasProblem, findings }, undefined, 2)}\n`);
  } else {
    printFindings(findings);
  }
  process.exitCode = hasProblem ? exitCodes.failed : exitCodes.done;
}

function nodeFinding(): Finding {
  return { subject: 'node', state: 'ok', text: `${process.version}, ${process.platform} ${process.arch}` };
}

function dataFinding(dataFolder: string): Finding {
  let existing = dataFolder;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    return {
      subject: 'data folder',
      state: 'problem',
      text: `${existing} cannot be written by this user; choose another with --data`,
    };
  }
  const text = existing === dataFolder ? dataFolder : `${dataFolder} (made at the first start)`;
  return { subject: 'data folder', state: 'ok', text };
}

async function portFinding(dataFolder: string, port: number): Promise<Finding> {
  const running = readRunningFile(dataFolder);
  if (running !== undefined && (await isServing(running)))
    return { subject: 'platform', state: 'ok', text: `Serin runs at ${running.endpoint} (process ${running.pid})` };
  if (await isFree(port)) return { subject: 'port', state: 'ok', text: `${port} is free` };
  return { subject: 'port', state: 'problem', text: `another program uses ${port}; stop it, or start with --port` };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}

async function isolationFinding(): Promise<Finding> {
  const found = await findBubblewrap({ searchPath: process.env['PATH'] ?? '', hidden: [] });
  if (found.kind === 'available') {
    const text = `bubblewrap ${found.version}: a function sees its own code and /tmp alone`;
    return { subject: 'isolation', state: 'ok', text };
  }
  const text = `process: a function can read what this user can read; ${found.reason}`;
  return { subject: 'isolation', state: 'note', text };
}

async function runtimeFindings(): Promise<Finding[]> {
  const entries = await discoverRuntimes({ searchPath: process.env['PATH'] ?? '' });
  return entries.map((entry) =>
    entry.kind === 'available'
      ? { subject: entry.runtime, state: 'ok', text: describeBinary(entry) }
      : { subject: entry.runtime, state: 'note', text: entry.reason },
  );
}

/** Names what runs in place of the version that the runtime's name promises. */
function describeBinary({ major, binary, version }: Extract<RuntimeEntry, { kind: 'available' }>): string {
  if (binary === undefined) return 'the package brings its own program';
  const isExact = version === major || version?.startsWith(`${major}.`) === true;
  return isExact ? binary : `${binary}, which is ${version ?? 'of an unknown version'}`;
}

/** Runtimes that are missing for the same reason share a line: a person reads it once. */
function printFindings(findings: readonly Finding[]): void {
  const marks = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const;
  const missing = findings.filter(({ subject, state, text }) => state === 'note' && text.includes(subject));
  for (const { subject, state, text } of findings) {
    if (missing.some((finding) => finding.subject === subject)) continue;
    process.stdout.write(`${marks[state]}  ${subject.padEnd(16)} ${text}\n`);
  }
  if (missing.length === 0) return;
  process.stdout.write(`${marks.note}  not here         ${missing.map(({ subject }) => subject).join(', ')}:\n`);
  process.stdout.write(
    '                          package such a function as provided.al2023, with an executable named bootstrap\n',
  );
}
