import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRuntimeCatalogue, discoverRuntimes } from './runtimes.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'serin-runtimes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, ...lines: readonly string[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${lines.map((line) => `echo '${line}'`).join('\n')}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('the runtimes of a machine', () => {
  it('for Node and custom runtimes are always there', async () => {
    const catalogue = createRuntimeCatalogue({ searchPath: folder });
    for (const runtime of ['nodejs18.x', 'nodejs24.x', 'provided.al2', 'provided.al2023']) {
      expect(await catalogue.whyUnavailable(runtime)).toBeUndefined();
    }
  });

  it('for Python are those of the minor version, or any', async () => {
    program('python3', '/real/python3.11', '3.11.2');
    program('python3.12', '/real/python3.12', '3.12.1');
    const catalogue = createRuntimeCatalogue({ searchPath: `/nowhere:${folder}` });
    expect(await catalogue.find('python3.12')).toMatchObject({
      kind: 'available',
      binary: '/real/python3.12',
      version: '3.12.1',
    });
    expect(await catalogue.find('python3.9')).toMatchObject({
      kind: 'available',
      binary: '/real/python3.11',
      version: '3.11.2',
    });
  });

  it.each([
    ['no Python', undefined],
    ['one that is too old', '3.7.9'],
    ['one that fails', ''],
  ])('with %s run no Python function', async (_what, version) => {
    if (version !== undefined) program('python3', '/real/python3', version);
    expect(await createRuntimeCatalogue({ searchPath: folder }).whyUnavailable('python3.12')).toMatch(
      /The runtime python3.12 does not run on this machine: no Python .*provided\.al2023/,
    );
  });

  it('run with the binary that is configured, or say that it does not run', async () => {
    const node = program('node20', '20.1.0');
    const runtimeBinaries = {
      'nodejs20.x': node,
      'nodejs22.x': path.join(folder, 'missing'),
      'python3.12': path.join(folder, 'gone'),
    };
    const catalogue = createRuntimeCatalogue({ searchPath: folder, runtimeBinaries });
    expect(await catalogue.find('nodejs20.x')).toMatchObject({ binary: node, version: '20.1.0' });
    expect(await catalogue.whyUnavailable('nodejs22.x')).toContain(
      `the binary configured for it, ${folder}/missing, could not be run`,
    );
    expect(await catalogue.whyUnavailable('python3.12')).toContain('could not be run');
  });

  it.each(['java21', 'ruby3.4', 'dotnet8', 'nodejs14.x', 'cobol1'])(
    'do not have %s, and say the way',
    async (runtime) => {
      const catalogue = createRuntimeCatalogue({ searchPath: folder });
      expect(await catalogue.whyUnavailable(runtime)).toBe(
        `The runtime ${runtime} does not run on this machine: Serin runs nodejs16.x to nodejs24.x, python3.8 to python3.14 and custom runtimes. Package the function as provided.al2023, with an executable named bootstrap.`,
      );
    },
  );

  it('can be listed, each with its binary or the reason', async () => {
    const entries = await discoverRuntimes({ searchPath: folder });
    expect(entries.map(({ runtime }) => runtime)).toEqual(
      expect.arrayContaining(['nodejs22.x', 'python3.13', 'provided.al2023', 'java25', 'ruby3.4', 'dotnet10']),
    );
    expect(entries.every((entry) => entry.kind === 'available' || entry.reason.includes(entry.runtime))).toBe(true);
  });
});
