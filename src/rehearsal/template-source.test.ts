import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findBaseline, locateTemplate, SourceError, type Baseline } from './template-source.ts';

let place: string;
let repository: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'serin-source-'));
  repository = join(place, 'repository');
  write('repository/shop/template.yaml', 'Description: first');
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const path = join(place, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: repository, encoding: 'utf8' });
}

function commitAll(): void {
  git('init', '--quiet', '--initial-branch', 'trunk');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'First');
}

const find = (from?: string): Promise<Baseline> =>
  findBaseline(join(repository, 'shop', 'template.yaml'), from, mkdtempSync(join(place, 'work-')));

const textOf = ({ templatePath }: Baseline): string => readFileSync(templatePath, 'utf8');

describe('what is deployed now', () => {
  test('is the template itself where there is no git, or nothing in it, or nothing else in it', async () => {
    expect(await find()).toMatchObject({ kind: 'same', description: 'itself (there is no git revision of it)' });
    write('repository/shop/later.yaml', 'Description: later');
    commitAll();
    expect(await find()).toMatchObject({ kind: 'same', description: `itself (its folder is as in git's HEAD)` });
    write('repository/shop/new/template.yaml', 'Description: new');
    const template = join(repository, 'shop', 'new', 'template.yaml');
    expect(await findBaseline(template, undefined, place)).toMatchObject({
      kind: 'same',
      description: 'itself (it is not in git yet)',
    });
  });

  test("is git's HEAD where the template's folder differs from it, with what npm has installed", async () => {
    write('repository/.gitignore', 'node_modules\n');
    write('repository/shop/checkout/app.mjs', '1');
    commitAll();
    write('repository/shop/checkout/node_modules/left-pad/index.js', 'installed');
    write('repository/shop/template.yaml', 'Description: second');
    const status = git('status', '--porcelain');
    const baseline = await find();
    expect(baseline).toMatchObject({ kind: 'revision', description: expect.stringMatching(/^the revision HEAD \(/) });
    expect(textOf(baseline)).toBe('Description: first');
    const code = join(dirname(baseline.templatePath), 'checkout');
    expect(readFileSync(join(code, 'app.mjs'), 'utf8')).toBe('1');
    expect(readFileSync(join(code, 'node_modules/left-pad/index.js'), 'utf8')).toBe('installed');
    expect(git('status', '--porcelain')).toBe(status);
  });

  test('is what was named: a revision, a template, or a folder', async () => {
    commitAll();
    write('repository/shop/template.yaml', 'Description: second');
    const revision = await find('trunk');
    expect(revision).toMatchObject({ kind: 'revision', description: expect.stringMatching(/^the revision trunk \(/) });
    expect(textOf(revision)).toBe('Description: first');
    const file = write('elsewhere/other.yaml', 'Description: file');
    expect(await find(file)).toMatchObject({ kind: 'template', templatePath: file });
    write('elsewhere/template.yaml', 'Description: folder');
    const folder = await find(join(place, 'elsewhere'));
    expect(folder.kind).toBe('folder');
    expect(textOf(folder)).toBe('Description: folder');
  });

  test('cannot be what is not there', async () => {
    commitAll();
    write('repository/stock/template.yaml', 'Description: new');
    await expect(find('no-such')).rejects.toThrow(
      new SourceError('--from no-such: it is no template, no folder with one, and no git revision'),
    );
    const template = join(repository, 'stock', 'template.yaml');
    await expect(findBaseline(template, 'HEAD', place)).rejects.toThrow(
      new SourceError('the git revision HEAD has no stock/template.yaml'),
    );
  });
});

test('a template is found in its folder', async () => {
  expect(await locateTemplate(join(repository, 'shop'))).toBe(join(repository, 'shop', 'template.yaml'));
  await expect(locateTemplate(repository)).rejects.toThrow(/holds no template/);
  await expect(locateTemplate(join(place, 'gone'))).rejects.toThrow(/is not there/);
});
