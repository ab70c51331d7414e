import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive, until } from './process-host.fixture.ts';
import { Spawner } from './spawner.ts';
import type { ProcessOrder, SpawnedProcess } from './spawner.ts';
import { systemRandom } from '../time/random.ts';

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'serin-spawner-')));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function shell(script: string, members: Partial<ProcessOrder> = {}): ProcessOrder {
  return { command: '/bin/sh', args: ['-c', script], cwd: '/', environment: {}, hasChannel: false, ...members };
}

async function startIn(place: string, order: ProcessOrder): Promise<[Spawner, SpawnedProcess]> {
  mkdirSync(place, { recursive: true });
  const spawner = new Spawner(place, systemRandom);
  return [spawner, await spawner.start(order)];
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** The program that starts processes: the parent of what it has started. */
function parentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) /, '').split(' ')[1]);
}

describe('a process', () => {
  it('has its outputs, its channel, its variables and its folder, and tells how it ended', async () => {
    const program = `
      console.log(process.cwd(), process.env.WORD);
      console.error('wrong');
      const channel = new (require('node:net').Socket)({ fd: 3, readable: true, writable: true });
      channel.once('data', (line) => channel.end('got ' + line, () => process.exit(3)));`;
    const environment = { WORD: 'word' };
    const order = { command: process.execPath, args: ['-e', program], cwd: '/usr', environment, hasChannel: true };
    const [spawner, spawned] = await startIn(folder, order);
    spawned.channel?.write('line\n');
    expect(await textOf(spawned.stdout)).toBe('/usr word\n');
    expect(await textOf(spawned.stderr)).toBe('wrong\n');
    expect(await textOf(spawned.channel ?? spawned.stdout)).toBe('got line\n');
    expect(await spawned.exited).toEqual({ code: 3, signal: null });
    await spawner.close();
  });

  it('that cannot be started is told as the system tells it', async () => {
    mkdirSync(folder, { recursive: true });
    const spawner = new Spawner(folder, systemRandom);
    await expect(spawner.start(shell('', { command: '/none' }))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(spawner.start(shell('', { cwd: '/none' }))).rejects.toMatchObject({ code: 'ENOENT' });
    await spawner.close();
  });

  it('ends with what it has started', async () => {
    const [spawner, spawned] = await startIn(folder, shell('sleep 1000 & echo $!'));
    const pid = Number(await new Promise((resolve) => spawned.stdout.once('data', resolve)));
    await spawned.exited;
    await until(() => !isAlive(pid));
    await spawner.close();
  });

  it('ends with the program that started it, and the next start begins another', async () => {
    const [spawner, spawned] = await startIn(folder, shell('sleep 1000 & echo $!; wait'));
    const pid = Number(await new Promise((resolve) => spawned.stdout.once('data', resolve)));
    process.kill(parentOf(spawned.pid), 'SIGKILL');
    expect(await spawned.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await until(() => !isAlive(pid));
    const next = await spawner.start(shell('echo again'));
    expect(await textOf(next.stdout)).toBe('again\n');
    await spawner.close();
  });

  it('ends when no more are to be started', async () => {
    const [spawner, spawned] = await startIn(folder, shell('sleep 1000'));
    const program = parentOf(spawned.pid);
    await spawner.close();
    await until(() => !isAlive(spawned.pid) && !isAlive(program));
  });

  it('is started from a folder whose path is too long for a socket, too', async () => {
    const [spawner, spawned] = await startIn(path.join(folder, 'x'.repeat(120)), shell('echo here'));
    expect(await textOf(spawned.stdout)).toBe('here\n');
    await spawner.close();
  });
});
