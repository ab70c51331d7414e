/** The patch operations by which all updates are said: `op`, `path`, `value`. */
import { badRequest } from './errors.ts';

export interface PatchOperation {
  readonly op?: string | undefined;
  readonly path?: string | undefined;
  readonly value?: string | undefined;
  readonly from?: string | undefined;
}

export interface Patch {
  readonly op: 'add' | 'remove' | 'replace' | 'copy' | 'move' | 'test';
  readonly path: string;
  /** Between slashes, `~1` and `~0` turned back. */
  readonly segments: readonly string[];
  readonly value: string | undefined;
  readonly from: string | undefined;
}

const operations = ['add', 'remove', 'replace', 'copy', 'move', 'test'] as const;

export function parsePatches(patches: readonly PatchOperation[] | undefined): readonly Patch[] {
  return (patches ?? []).map(({ op, path, value, from }) => {
    const known = operations.find((name) => name === op);
    // An unknown one is refused by the service's model before.
    if (known === undefined) throw badRequest('Invalid patch operation specified');
    if (path === undefined || !path.startsWith('/')) throw invalidPath(path ?? '');
    return { op: known, path, segments: splitPath(path), value, from };
  });
}

export const splitPath = (path: string): readonly string[] =>
  path
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

export const invalidPath = (path: string, valid: readonly string[] = []) =>
  badRequest(`Invalid patch path '${path}' specified for op 'replace'. Must be one of: [${valid.join(', ')}]`);

/** For an operation that a path does not take. */
export const invalidOperation = ({ op, path }: Patch, valid: readonly string[]) =>
  badRequest(
    valid.length === 0
      ? `Invalid patch path  '${path}' specified for op '${op}'. Please choose supported operations`
      : `Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [${valid.join(', ')}]`,
  );

export function patchBoolean({ value }: Patch): boolean {
  return value === 'true' || value === 'True' || value === 'TRUE';
}

export function patchNumber({ value, path }: Patch): number {
  const number = Number(value);
  if (value === undefined || value.trim() === '' || Number.isNaN(number))
    throw badRequest(`Invalid value specified for ${path}: ${value ?? 'null'}`);
  return number;
}

export function requireValue({ value, path }: Patch): string {
  if (value === undefined) throw badRequest(`Missing value for patch path '${path}'`);
  return value;
}
