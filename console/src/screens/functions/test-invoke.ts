/** What goes into a test invocation and what comes out of it. Pure. */
import type { Answer } from '../../api/operations.ts';

export type ParsedEvent =
  | { readonly kind: 'valid'; readonly text: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** An event is any JSON value; nothing at all is sent as an empty object. */
export function parseEvent(text: string): ParsedEvent {
  if (text.trim() === '') return { kind: 'valid', text: '{}' };
  try {
    JSON.parse(text);
    return { kind: 'valid', text };
  } catch (error) {
    return { kind: 'invalid', reason: error instanceof Error ? error.message : String(error) };
  }
}

export interface InvokeResult {
  readonly status: number;
  readonly executedVersion: string | undefined;
  /** `Handled` or `Unhandled`. */
  readonly functionError: string | undefined;
  readonly payload: string;
  readonly isTruncated: boolean;
  readonly logLines: readonly string[];
  readonly durationMs: number | undefined;
  readonly billedMs: number | undefined;
  /** Where the call was the first of its execution environment. */
  readonly initMs: number | undefined;
}

/** A screen has no use for more; the answer of a function may be several megabytes. */
const shownCharactersMax = 100_000;

export function parseInvokeResult(answer: Answer<'lambda', 'Invoke'>): InvokeResult {
  const { StatusCode: status = 0, ExecutedVersion, FunctionError, LogResult, Payload } = answer;
  const log = LogResult === undefined ? '' : decodeText(LogResult);
  const payload = indented(Payload === undefined ? '' : decodeText(Payload));
  return {
    status,
    executedVersion: ExecutedVersion,
    functionError: FunctionError,
    payload: payload.slice(0, shownCharactersMax),
    isTruncated: payload.length > shownCharactersMax,
    logLines: log === '' ? [] : log.replace(/\n$/, '').split('\n'),
    durationMs: numberAfter(log, /\tDuration: ([\d.]+) ms/),
    billedMs: numberAfter(log, /\tBilled Duration: ([\d.]+) ms/),
    initMs: numberAfter(log, /\tInit Duration: ([\d.]+) ms/),
  };
}

function numberAfter(log: string, pattern: RegExp): number | undefined {
  const [, found] = pattern.exec(log) ?? [];
  return found === undefined ? undefined : Number(found);
}

export const encodeText = (text: string): string => {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};

const decodeText = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));

/** JSON with a line for each member; what is no JSON stays as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
