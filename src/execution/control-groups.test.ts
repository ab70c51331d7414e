/** On folders that look like the kernel's; with the kernel's own, isolation.test.ts has them where it may. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlGroups } from './control-groups.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'serin-groups-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A group that this process is in. */
function group(place: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = path.join(root, place);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'cgroup.procs'), `1\n${process.pid}\n`);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

function make(self: string): ControlGroups | undefined {
  writeFileSync(path.join(root, 'self'), self);
  return ControlGroups.make('serin-1', root, path.join(root, 'self'));
}

describe('control groups', () => {
  it('are made in the hierarchies of version 1, below the own group', () => {
    const [memory, pids] = [group('memory/own'), group('pids/')];
    const groups = make('4:memory:/own\n8:pids:/\n0::/\n');
    expect(groups?.limits).toEqual({ memory: true, processes: true });
    const one = groups?.create('environment-1');
    one?.limitMemory(128);
    const folder = path.join(memory, 'serin-1/environment-1');
    expect(readFileSync(path.join(folder, 'memory.limit_in_bytes'), 'utf8')).toBe(String(160 * 1024 * 1024));
    expect(readFileSync(path.join(pids, 'serin-1/environment-1/pids.max'), 'utf8')).toBe('1024');
    expect(one?.joinFiles).toHaveLength(2);
  });

  it('are made in the one hierarchy of version 2, where it hands its controllers on', () => {
    const own = group('user/serin.service', {
      'cgroup.controllers': 'cpu memory pids\n',
      'cgroup.subtree_control': '',
    });
    const groups = make('0::/user/serin.service\n');
    expect(readFileSync(path.join(own, 'cgroup.subtree_control'), 'utf8')).toBe('+memory +pids');
    const one = groups?.create('environment-1');
    one?.limitMemory(128);
    const folder = path.join(own, 'serin-1/environment-1');
    expect(readFileSync(path.join(folder, 'memory.max'), 'utf8')).toBe(String(160 * 1024 * 1024));
    writeFileSync(path.join(folder, 'memory.events'), 'low 0\noom 2\noom_kill 1\n');
    expect(one?.outOfMemoryCount()).toBe(1);
  });

  it('are none where this process is in none that it may divide', () => {
    expect(make('0::/\n')).toBeUndefined();
    group('system', { 'cgroup.controllers': '' });
    expect(make('0::/system\n')).toBeUndefined();
    expect(existsSync(path.join(root, 'system/serin-1'))).toBe(false);
  });
});
