/** What differs between the files of two code packages. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTwoFilesPatch } from 'diff';
import { type ArchivedEntry, type OpenArchive, openArchive } from './zip-archive.ts';

export interface PackageDifference {
  /** By path. */
  readonly files: readonly FileDifference[];
  readonly unchangedFileCount: number;
  /** There is more than is told. */
  readonly isTruncated: boolean;
}

export interface FileDifference {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly fromSize?: number;
  readonly toSize?: number;
  readonly isBinary: boolean;
  /** Too large, or too different, for its lines to be compared. */
  readonly isTooLarge: boolean;
  /** Lines that begin with a space, `+`, `-` or `@@`. */
  readonly diff?: string;
}

const filesMax = 1000;
const fileMaxBytes = 256 * 1024;
/** Of all lines that are told, over all files. */
const diffMaxBytes = 1024 * 1024;
/** Lines removed and added in one file: the work grows with the square of them, and 2,000 take a third of a second. */
const editsMax = 2000;
/** Over all files. */
const allEditsMax = 10_000;

/** Both are paths of archives that were checked when they came. */
export async function comparePackages(fromFile: string, toFile: string): Promise<PackageDifference> {
  if (fromFile === toFile) return withoutChange(fromFile);
  using from = await open(fromFile);
  using to = await open(toFile);
  const [before, after] = [filesOf(from), filesOf(to)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const changed = paths.filter((path) => !isSame(before.get(path), after.get(path)));
  const files: FileDifference[] = [];
  const budget: Budget = { bytes: diffMaxBytes, edits: allEditsMax };
  for (const path of changed.slice(0, filesMax)) {
    const sides = { from: side(from, before.get(path)), to: side(to, after.get(path)) };
    files.push(isSpent(budget) ? describeFile(path, sides) : await compareFile(path, sides, budget));
    // Nobody else is to wait for more than a file.
    await nextTurn();
  }
  const isTruncated = changed.length > filesMax || isSpent(budget);
  return { files, unchangedFileCount: paths.length - changed.length, isTruncated };
}

/** What is left of what one comparison may cost. */
interface Budget {
  bytes: number;
  edits: number;
}

const isSpent = ({ bytes, edits }: Budget): boolean => bytes <= 0 || edits <= 0;

async function withoutChange(file: string): Promise<PackageDifference> {
  using archive = await open(file);
  return { files: [], unchangedFileCount: filesOf(archive).size, isTruncated: false };
}

const open = (file: string): Promise<OpenArchive> => openArchive(file, { unzippedBytesMax: Number.POSITIVE_INFINITY });

const filesOf = ({ entries }: OpenArchive): ReadonlyMap<string, ArchivedEntry> =>
  new Map(entries.filter(({ kind }) => kind !== 'folder').map((entry) => [entry.path, entry]));

/** The archive's own checksums tell, without a look at the content. */
function isSame(one: ArchivedEntry | undefined, other: ArchivedEntry | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.kind === other.kind &&
    one.raw.crc32 === other.raw.crc32 &&
    one.raw.uncompressedSize === other.raw.uncompressedSize
  );
}

interface Side {
  readonly archive: OpenArchive;
  readonly entry: ArchivedEntry;
}

interface Sides {
  readonly from: Side | undefined;
  readonly to: Side | undefined;
}

const side = (archive: OpenArchive, entry: ArchivedEntry | undefined): Side | undefined => entry && { archive, entry };

const sizeOf = ({ entry }: Side): number => entry.raw.uncompressedSize;

function describeFile(path: string, { from, to }: Sides): FileDifference {
  return {
    path,
    change: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed',
    ...(from && { fromSize: sizeOf(from) }),
    ...(to && { toSize: sizeOf(to) }),
    isBinary: false,
    isTooLarge: [from, to].some((one) => one !== undefined && sizeOf(one) > fileMaxBytes),
  };
}

async function compareFile(path: string, sides: Sides, budget: Budget): Promise<FileDifference> {
  const described = describeFile(path, sides);
  if (described.isTooLarge) return described;
  const [before, after] = [await readSide(sides.from), await readSide(sides.to)];
  if (isBinary(before) || isBinary(after)) return { ...described, isBinary: true };
  // What is new or gone has nothing to be compared with, and costs no search.
  const isOneSided = before.length === 0 || after.length === 0;
  const maxEditLength = isOneSided ? Number.POSITIVE_INFINITY : Math.min(editsMax, budget.edits);
  const diff = compareLines(before.toString(), after.toString(), maxEditLength);
  if (!isOneSided) budget.edits -= diff === undefined ? maxEditLength : editsOf(diff);
  budget.bytes -= diff?.length ?? 0;
  return diff === undefined ? { ...described, isTooLarge: true } : { ...described, diff };
}

const editsOf = (diff: string): number => diff.match(/^[+-]/gm)?.length ?? 0;

async function readSide(one: Side | undefined): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  if (one !== undefined) for await (const piece of one.archive.content(one.entry)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** As git has it: text holds no zero byte. */
const isBinary = (content: Buffer): boolean => content.subarray(0, 8000).includes(0);

function compareLines(before: string, after: string, maxEditLength: number): string | undefined {
  const patch = createTwoFilesPatch('', '', before, after, undefined, undefined, { context: 3, maxEditLength });
  if (patch === undefined) return undefined;
  const start = patch.indexOf('@@');
  return start < 0 ? '' : patch.slice(start);
}
