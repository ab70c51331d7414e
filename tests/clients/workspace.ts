/** The folder that a client is used in: packages and documents, as a user has them lying about. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { zipOf, type TestEntry } from '../../src/services/lambda/test-zip.fixture.ts';

export interface Workspace extends Disposable {
  readonly folder: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): void;
  zip(name: string, files: Readonly<Record<string, string>>): void;
}

export function createWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'serin-client-'));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
  };
  return {
    folder,
    path,
    write,
    zip: (name, files) => write(name, zipFiles(files)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A file named bootstrap can be executed. */
export function zipFiles(files: Readonly<Record<string, string>>): Buffer {
  return zipOf(
    Object.entries(files).map(([path, content]): TestEntry => ({
      path,
      content,
      mode: path === 'bootstrap' ? 0o100755 : 0o100644,
    })),
  );
}

/** Of files that are more than text; one named bootstrap can be executed, whatever its mode. */
export function zipPackage(entries: readonly TestEntry[]): Buffer {
  return zipOf(entries.map((entry) => (entry.path === 'bootstrap' ? { ...entry, mode: 0o100755 } : entry)));
}

/** What a folder holds, by paths from it on, with each file's mode. */
export function filesBelow(folder: string): readonly TestEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => ({ path: relative(folder, file), content: readFileSync(file), mode: statSync(file).mode }));
}

/** A role that functions may take on. */
export const lambdaTrust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A package whose function tells which version of the code and of the function it is. */
export function versionTeller(code: string): Buffer {
  const content = `exports.handler = async (event, context) => ({
    code: '${code}', version: context.functionVersion, event,
  });\n`;
  return zipFiles({ 'index.js': content });
}
