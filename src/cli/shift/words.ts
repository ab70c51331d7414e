/** Numbers and states in words, for people. */

/** As `0.4 s`, `42 s`, `5 min 05 s`, `1 h 03 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, durationMs) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor(whole / 60) % 60)} min`;
}

/** As `3:37` or `1:02:03`: what is left of a wait. */
export function formatCountdown(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** A moment as the watch beside the terminal shows it. */
export function formatClock(atMs: number, timeZone?: string): string {
  const known = formats.get(timeZone);
  if (known !== undefined) return known.format(atMs);
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone !== undefined && { timeZone }),
  });
  formats.set(timeZone, format);
  return format.format(atMs);
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

/** As `12 ms` or `1.25 s`. */
export function formatLatency(durationMs: number): string {
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  return durationMs < 999.5 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(2)} s`;
}

export const formatPercent = (percent: number): string => `${percent} %`;

/** A part of a whole, as `9.7 %`; nothing of nothing is no share. */
export const formatShare = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;

/** A config without the words that all of them begin with. */
export const shortConfigName = (name: string): string => name.replace(/^CodeDeployDefault\.(Lambda)?/, '');

const headlines: Readonly<Record<string, string>> = {
  ALARM_ACTIVE: 'an alarm went off',
  CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND: 'its alarms could not be read',
  HOOK_EXECUTION_FAILURE: 'a hook did not let it pass',
  IAM_ROLE_MISSING: 'its service role cannot be used',
  IAM_ROLE_PERMISSIONS: 'its service role may not do what it needs',
  INVALID_LAMBDA_CONFIGURATION: 'its AppSpec does not fit the function',
  INVALID_LAMBDA_FUNCTION: 'function, alias or version does not exist',
  MANUAL_STOP: 'somebody stopped it',
  REVISION_MISSING: 'its AppSpec could not be read',
  TIMEOUT: 'it took too long',
};

/** An error code in a few words; its message says the rest. */
export const headlineOf = (code: string): string => headlines[code] ?? code;

/** What comes from elsewhere must not steer the terminal. */
export const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, ' ').trim();

/** Breaks at spaces; a word that is longer than a line is cut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of plain(text)
    .split(/ +/)
    .flatMap((word) => cut(word, width))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= width) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines;
}

const cut = (word: string, width: number): readonly string[] =>
  word === '' ? [] : [word.slice(0, width), ...cut(word.slice(width), width)];
