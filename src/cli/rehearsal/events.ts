/** What the traffic of a rehearsal consists of: a rate, and events from files. */
import { readFile } from 'node:fs/promises';
import type { ShiftedAlias } from '../../rehearsal/shifted-aliases.ts';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

export interface TrafficOption {
  readonly requestsPerSecond?: number;
  /** A file of recorded events, for all functions. */
  readonly events?: string;
}

const unitsPerSecond: Readonly<Record<string, number>> = { s: 1, min: 1 / 60, m: 1 / 60, h: 1 / 3600 };

/** Reads `20/s`, `events.jsonl`, or both with a comma between. */
export function parseTraffic(text: string): TrafficOption {
  let requestsPerSecond: number | undefined;
  let events: string | undefined;
  for (const part of text.split(',')) {
    const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\/(s|min|m|h)$/.exec(part.trim()) ?? [];
    if (count !== undefined) requestsPerSecond = Number(count) * (unitsPerSecond[unit] ?? 1);
    else if (part.trim() !== '') events = part.trim();
  }
  return { ...(requestsPerSecond !== undefined && { requestsPerSecond }), ...(events !== undefined && { events }) };
}

const emptyEvent = [Buffer.from('{}')];

/**
 * The events of an alias: of its function's own file, by the function's logical ID or name, else those
 * of all, else an empty object.
 */
export async function readEvents(
  files: Readonly<Record<string, string>>,
  recorded: string | undefined,
): Promise<(alias: ShiftedAlias) => readonly Uint8Array[]> {
  const own = new Map<string, readonly Uint8Array[]>();
  for (const [name, file] of Object.entries(files)) own.set(name, await readEventFile(file));
  const all = recorded === undefined ? emptyEvent : await readEventFile(recorded);
  return ({ functionName, functionResource = '' }) => own.get(functionResource) ?? own.get(functionName) ?? all;
}

/** A JSON array of events, one event, or an event per line. */
async function readEventFile(file: string): Promise<readonly Uint8Array[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`cannot read the events: ${reason}`, exitCodes.wrongUsage);
  });
  const events = parseEvents(text);
  if (events === undefined || events.length === 0)
    throw new CommandError(
      `${file} holds no events: neither a JSON array nor a JSON value per line`,
      exitCodes.wrongUsage,
    );
  return events.map((event) => Buffer.from(JSON.stringify(event)));
}

export function parseEvents(text: string): readonly unknown[] | undefined {
  const whole = parse(text);
  if (whole !== undefined) return Array.isArray(whole.value) ? whole.value : [whole.value];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parse);
  return values.some((value) => value === undefined) ? undefined : values.map((value) => value?.value);
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
