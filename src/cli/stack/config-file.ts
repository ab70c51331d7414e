/** What `serin.toml` and the SAM CLI's `samconfig.toml` say of a deployment. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'smol-toml';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readParameters, type ConfiguredSettings } from './config-parameters.ts';

export interface ReadConfig {
  readonly settings: ConfiguredSettings;
  /** Files that were read, and what of them goes unheeded; a line each. */
  readonly notes: readonly string[];
}

export interface ConfigPlace {
  readonly folder: string;
  /** The one file that counts, where it is named. */
  readonly file?: string;
  readonly environment: string;
  /** Whether the environment was asked for, and has to be there. */
  readonly isRequired: boolean;
}

/** In the order in which they count: what the first says, the second does not change. */
const names = ['serin.toml', 'samconfig.toml'] as const;

export async function readConfig({ folder, file, environment, isRequired }: ConfigPlace): Promise<ReadConfig> {
  const paths = file === undefined ? names.map((name) => join(folder, name)) : [file];
  const documents: { readonly name: string; readonly tables: readonly unknown[] }[] = [];
  for (const path of paths) {
    const text = await readText(path, file !== undefined);
    if (text === undefined) continue;
    const document = parseToml(basename(path), text);
    const tables = (['deploy', 'global'] as const).map((command) =>
      tableAt(document, [environment, command, 'parameters']),
    );
    if (tableAt(document, [environment]) === undefined) continue;
    documents.push({ name: basename(path), tables: tables.filter((table) => table !== undefined) });
  }
  if (isRequired && documents.length === 0)
    throw new CommandError(
      `no environment ${environment} in ${paths.map((path) => basename(path)).join(' or ')}`,
      exitCodes.wrongUsage,
    );
  const read = documents.flatMap(({ name, tables }) => tables.map((table) => readParameters(table, name)));
  // What counts most is laid over the rest.
  const settings: ConfiguredSettings = Object.assign({}, ...read.map((one) => one.settings).toReversed());
  const notes = read.flatMap((one) => one.notes);
  return { settings, notes: [...new Set(notes)] };
}

async function readText(path: string, isRequired: boolean): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!isRequired && error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new CommandError(
      `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      exitCodes.wrongUsage,
    );
  }
}

function parseToml(name: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    // The parser shows the place in a drawing of several lines; its first says what is wrong.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const place = error instanceof Error && 'line' in error ? ` (line ${String(error.line)})` : '';
    throw new CommandError(`${name}${place}: ${reason}`, exitCodes.wrongUsage);
  }
}

function tableAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  return tableAt(found, rest);
}
