/** What a rehearsal deploys: a template of this machine, as it is or as a git revision has it, with its local code. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { invariant } from '../invariant.ts';
import { findTemplate } from '../packaging/find-template.ts';
import { packageTemplate } from '../packaging/package-template.ts';
import type { JsonObject } from '../template/json.ts';
import { parseTemplate } from '../template/parse-template.ts';
import type { Bucket } from './bucket.ts';

export type BaselineKind = 'revision' | 'folder' | 'template' | 'same';

export interface Baseline {
  readonly kind: BaselineKind;
  readonly templatePath: string;
  /** Such as `the revision HEAD (3f2a9c1)`. */
  readonly description: string;
}

/** What was named is not there, or is no template. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/** The template that a path means: of a folder, the one that it is about. Throws {@link SourceError}. */
export async function locateTemplate(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new SourceError(`${path} is not there`);
  if (found.isFile()) return path;
  const template = await findTemplate(path);
  if (template === undefined) throw new SourceError(`${path} holds no template.yaml, template.yml or template.json`);
  return template;
}

/** The template as it is written. Throws {@link SourceError}. */
export async function readTemplateFile(templatePath: string): Promise<JsonObject> {
  const parsed = parseTemplate(await readFile(templatePath, 'utf8'));
  if (parsed.kind === 'refusal') throw new SourceError(`${templatePath}: ${parsed.message}`);
  return parsed.tree;
}

/** The template with its code packaged into the bucket. */
export async function loadTemplate(templatePath: string, bucket: Bucket): Promise<JsonObject> {
  const { body } = await packageTemplate({
    templatePath,
    store: async (contents, name) => {
      await bucket.putAs(name, contents);
      return { bucket: bucket.name, key: name };
    },
  });
  const parsed = parseTemplate(body);
  invariant(parsed.kind === 'template', 'what was packaged is a template');
  return parsed.tree;
}

/**
 * What is deployed now: what `from` names (a template, a folder or a git revision); without it git's
 * HEAD where the template's folder differs from it, else the template itself. `workFolder`: where a
 * revision is laid out.
 */
export async function findBaseline(
  templatePath: string,
  from: string | undefined,
  workFolder: string,
): Promise<Baseline> {
  if (from === undefined) return findDefault(templatePath, workFolder);
  const named = await findNamed(templatePath, from);
  if (named !== undefined) return named;
  const commit = await tryGit(dirname(resolve(templatePath)), ['rev-parse', '--verify', '--quiet', `${from}^{commit}`]);
  if (commit === undefined)
    throw new SourceError(`--from ${from}: it is no template, no folder with one, and no git revision`);
  return layOut(templatePath, from, commit, workFolder);
}

/** A folder is looked at for the template of the same name first. */
async function findNamed(templatePath: string, from: string): Promise<Baseline | undefined> {
  const found = await stat(from).catch(() => undefined);
  if (found?.isFile() === true) return { kind: 'template', templatePath: from, description: `the template ${from}` };
  if (found?.isDirectory() !== true) return undefined;
  const namesake = join(from, basename(templatePath));
  const isThere = (await stat(namesake).catch(() => undefined))?.isFile() === true;
  const template = isThere ? namesake : await findTemplate(from);
  return template === undefined
    ? undefined
    : { kind: 'folder', templatePath: template, description: `the template of the folder ${from}` };
}

async function findDefault(templatePath: string, workFolder: string): Promise<Baseline> {
  const folder = dirname(resolve(templatePath));
  const same = (why: string): Baseline => ({ kind: 'same', templatePath, description: `itself (${why})` });
  const commit = await tryGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (commit === undefined) return same('there is no git revision of it');
  if ((await tryGit(folder, ['cat-file', '-e', `HEAD:./${basename(templatePath)}`])) === undefined)
    return same('it is not in git yet');
  if ((await tryGit(folder, ['status', '--porcelain', '--', '.'])) === '')
    return same(`its folder is as in git's HEAD`);
  return layOut(templatePath, 'HEAD', commit, workFolder);
}

/** Writes a revision's files out, beside the work that is being done: neither it nor git's index is touched. */
async function layOut(templatePath: string, name: string, commit: string, workFolder: string): Promise<Baseline> {
  const folder = await realpath(dirname(resolve(templatePath)));
  const root = await tryGit(folder, ['rev-parse', '--show-toplevel']);
  invariant(root !== undefined, 'a revision is of a repository');
  const place = await mkdtemp(join(workFolder, 'revision-'));
  const environment = { ...process.env, GIT_INDEX_FILE: join(workFolder, 'index') };
  await git(root, ['read-tree', commit], environment);
  await git(root, ['checkout-index', '--all', `--prefix=${place}/`], environment);
  await linkInstalled(root, folder, place);
  const template = join(place, relative(root, folder), basename(templatePath));
  if ((await stat(template).catch(() => undefined)) === undefined)
    throw new SourceError(`the git revision ${name} has no ${relative(root, join(folder, basename(templatePath)))}`);
  const short = commit.slice(0, 9);
  const description = name === short ? `the revision ${short}` : `the revision ${name} (${short})`;
  return { kind: 'revision', templatePath: template, description };
}

/** What npm has installed is no part of a revision, and its functions need it: they get what is installed now. */
async function linkInstalled(root: string, folder: string, place: string): Promise<void> {
  const listing = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z', '--', folder];
  const ignored = (await tryGit(root, listing)) ?? '';
  for (const path of ignored.split('\0')) {
    if (!path.endsWith('node_modules/')) continue;
    const link = join(place, path.slice(0, -1));
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, path), link).catch((error: NodeJS.ErrnoException) => {
      // The revision holds it itself.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

const run = promisify(execFile);
const outputBytesMax = 64 * 1024 * 1024;

async function git(folder: string, args: readonly string[], environment = process.env): Promise<string> {
  const { stdout } = await run('git', [...args], { cwd: folder, env: environment, maxBuffer: outputBytesMax });
  return stdout.replace(/\n$/, '');
}

/** `undefined`: git says no, or is not there. */
async function tryGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await git(folder, args);
  } catch {
    return undefined;
  }
}
