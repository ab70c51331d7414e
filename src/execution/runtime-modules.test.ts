import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRuntimeScopes, linkRuntimeModules } from './runtime-modules.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'serin-modules-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function install(place: string, ...names: readonly string[]): string {
  for (const name of names) mkdirSync(path.join(folder, place, '@aws-sdk', name), { recursive: true });
  return path.join(folder, place);
}

describe('the SDK that functions are offered', () => {
  const offered = (...searched: readonly string[]): string | undefined => {
    const [modules] = linkRuntimeModules(path.join(folder, 'runtime'), findRuntimeScopes(searched));
    return modules === undefined ? undefined : path.dirname(realpathSync(path.join(modules, '@aws-sdk')));
  };

  it("is the one with clients, though Serin's own part lies nearer", () => {
    const own = install('serin/node_modules', 'core');
    const around = install('node_modules', 'core', 'client-s3');
    expect(offered(path.join(folder, 'none'), own, around)).toBe(around);
  });

  it('is what Serin brings where there are no clients', () => {
    const own = install('serin/node_modules', 'core');
    expect(offered(own, install('node_modules', 'core'))).toBe(own);
  });

  it('is none where there is none', () => {
    expect(offered(path.join(folder, 'none'))).toBeUndefined();
  });
});
