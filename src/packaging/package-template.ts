/**
 * A template's local code, packaged: the code goes to where `store` keeps it, and the template names
 * that place instead of the path.
 */
import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { parseTemplate } from '../template/parse-template.ts';
import { ArtifactReader, type ArtifactOptions, type PackagedArtifact, type StoreArtifact } from './artifact-reader.ts';
import { PackagingError } from './packaging-error.ts';
import { rewriteTemplate } from './rewrite-template.ts';

export interface PackagingOptions {
  readonly templatePath: string;
  /** Called once for each content of the template and those nested in it. */
  readonly store: StoreArtifact;
  /** Folders that are in no package, wherever they are: they belong to others. */
  readonly leaveOut?: readonly string[];
}

export interface PackagedTemplate {
  /** The text as it was where it names no local code; else JSON with all functions in their long form. */
  readonly body: string;
  /** In the template's order, nested templates' own first. */
  readonly artifacts: readonly PackagedArtifact[];
}

/** Throws {@link PackagingError}, which names resource, property and path. */
export async function packageTemplate({
  templatePath,
  store,
  leaveOut = [],
}: PackagingOptions): Promise<PackagedTemplate> {
  const artifacts: PackagedArtifact[] = [];
  // What cannot be found is refused where it is read.
  const real = await realpath(templatePath).catch(() => templatePath);
  const body = await packageOne(templatePath, { store, leaveOut, artifacts, above: [real], known: new Map() });
  return { body, artifacts };
}

async function packageOne(templatePath: string, options: ArtifactOptions): Promise<string> {
  const text = await readText(templatePath);
  const parsed = parseTemplate(text);
  if (parsed.kind === 'refusal') throw new PackagingError(`${templatePath}: ${parsed.message}`);
  const before = options.artifacts.length;
  const reader = new ArtifactReader(dirname(templatePath), basename(templatePath), options, (path, above) =>
    packageOne(path, { ...options, above }),
  );
  const tree = await rewriteTemplate(parsed.tree, reader);
  return options.artifacts.length === before ? text : `${JSON.stringify(tree, undefined, 2)}\n`;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PackagingError(`${path}: the template cannot be read: ${reason}`, { cause: error });
  }
}
