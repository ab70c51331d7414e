/** Reads what a template's property names, stores it, and tells where it is now. */
import { createHash } from 'node:crypto';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, resolve } from 'node:path';
import type { JsonValue } from '../template/json.ts';
import type { ArtifactProperty, LocationForm } from './artifact-properties.ts';
import { describePlaceOf, PackagingError, type ArtifactPlace } from './packaging-error.ts';
import { isWithin, zipFile, zipFolder } from './zip-folder.ts';

export interface ArtifactLocation {
  readonly bucket: string;
  readonly key: string;
}

/** `name` is the content's hash with an ending that says what it is: the same content has the same name. */
export type StoreArtifact = (contents: Buffer, name: string) => Promise<ArtifactLocation>;

export interface PackagedArtifact extends ArtifactLocation {
  /** Such as `Resources.Checkout` or `Globals.Function`. */
  readonly owner: string;
  readonly property: string;
  /** As the template says it. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What was there and is in no package. */
  readonly leftOut: readonly string[];
}

export interface ArtifactOptions {
  readonly store: StoreArtifact;
  readonly leaveOut: readonly string[];
  /** Grows as artifacts are stored. */
  readonly artifacts: PackagedArtifact[];
  /** The real paths of the templates within which this one is nested. */
  readonly above: readonly string[];
  /** What was stored, by its kind and path: functions often share their code. */
  readonly known: Map<string, Stored>;
}

interface Stored extends ArtifactLocation {
  readonly sizeBytes: number;
  readonly leftOut: readonly string[];
}

type PackageNested = (path: string, above: readonly string[]) => Promise<string>;

export class ArtifactReader {
  readonly #folder: string;
  readonly #template: string;
  readonly #options: ArtifactOptions;
  readonly #packageNested: PackageNested;

  /** Paths are relative to `folder`. */
  constructor(folder: string, template: string, options: ArtifactOptions, packageNested: PackageNested) {
    this.#folder = folder;
    this.#template = template;
    this.#options = options;
    this.#packageNested = packageNested;
  }

  /** What is to stand in the place of a property's value: the value itself where it names nothing local. */
  async replace(value: JsonValue, owner: string, property: ArtifactProperty): Promise<JsonValue> {
    if (typeof value !== 'string' || !isLocal(value)) return value;
    const place = { template: this.#template, owner, property: property.path.join('.') };
    const path = isAbsolute(value) ? value : resolve(this.#folder, value);
    const id = `${property.artifact} ${path}`;
    const stored = this.#options.known.get(id) ?? (await this.#store(path, value, property, place));
    this.#options.known.set(id, stored);
    this.#options.artifacts.push({ owner, property: place.property, path: value, ...stored });
    return inForm(stored, property.form);
  }

  async #store(path: string, written: string, { artifact }: ArtifactProperty, place: ArtifactPlace): Promise<Stored> {
    const kind = await kindOf(path, written, place);
    if (kind === 'folder' && (artifact === 'file' || artifact === 'template'))
      throw new PackagingError(`${describePlaceOf(place)}: ${written} is a folder, wanted a file`);
    if (artifact === 'template') return this.#storeTemplate(path, written, place);
    const leftOut = kind === 'folder' ? await this.#leftOutOf(path) : [];
    const contents = await named(place, written, () => readContents(path, kind, artifact === 'code', leftOut));
    const ending = kind === 'folder' || artifact === 'code' ? '.zip' : extname(path);
    return { ...(await this.#keep(contents, ending)), sizeBytes: contents.length, leftOut };
  }

  async #storeTemplate(path: string, written: string, place: ArtifactPlace): Promise<Stored> {
    const real = await realpath(path);
    if (this.#options.above.includes(real))
      throw new PackagingError(`${describePlaceOf(place)}: ${written} is nested in itself`);
    const contents = Buffer.from(await this.#packageNested(path, [...this.#options.above, real]));
    return { ...(await this.#keep(contents, '.template')), sizeBytes: contents.length, leftOut: [] };
  }

  #keep(contents: Buffer, ending: string): Promise<ArtifactLocation> {
    return this.#options.store(contents, `${createHash('sha256').update(contents).digest('hex')}${ending}`);
  }

  async #leftOutOf(folder: string): Promise<readonly string[]> {
    const [root, ...others] = await Promise.all(
      [folder, ...this.#options.leaveOut].map((path) => realpath(path).catch(() => undefined)),
    );
    return others.filter((other) => other !== undefined && root !== undefined && isWithin(other, root)).map(String);
  }
}

/** Neither in a bucket nor on the web already. */
const isLocal = (text: string): boolean => text !== '' && !/^(s3|https?):\/\//i.test(text);

async function kindOf(path: string, written: string, place: ArtifactPlace): Promise<'file' | 'folder'> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new PackagingError(`${describePlaceOf(place)}: ${written} is not there (${path})`);
  if (found.isDirectory()) return 'folder';
  if (found.isFile()) return 'file';
  throw new PackagingError(`${describePlaceOf(place)}: ${written} is neither a file nor a folder`);
}

async function readContents(
  path: string,
  kind: 'file' | 'folder',
  mustBeZip: boolean,
  leaveOut: readonly string[],
): Promise<Buffer> {
  if (kind === 'folder') return zipFolder(path, { leaveOut });
  return mustBeZip && !(await isZip(path)) ? zipFile(path) : readFile(path);
}

/** By its first bytes: a `.jar` is a zip as well. */
async function isZip(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const start = buffer.toString('latin1');
  return start === 'PK\u0003\u0004' || start === 'PK\u0005\u0006';
}

async function named<T>(place: ArtifactPlace, written: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PackagingError(`${describePlaceOf(place)}: ${written} cannot be packaged: ${reason}`, { cause: error });
  }
}

function inForm({ bucket, key }: ArtifactLocation, form: LocationForm): JsonValue {
  switch (form.kind) {
    case 'uri':
      return `s3://${bucket}/${key}`;
    case 'url':
      return `https://s3.amazonaws.com/${bucket}/${key}`;
    case 'map':
      return { [form.bucket]: bucket, [form.key]: key };
  }
}
