/**
 * Log lines that are the same for each invocation but for a few values: the lines' form is kept
 * once, and for each invocation the values alone. They travel and are stored so, for a busy function
 * leaves tens of thousands of such lines a second, and are spelled out when somebody reads them.
 */

/** For each line its texts, with numbers where the value of that place stands between them. */
export type LineForm = readonly (readonly (string | number)[])[];

/** One or several lines: those of the form, if there is one, or else the message. */
export interface FormedLine {
  readonly atMs: number;
  /** With a form: its values, none of which holds a tab, with tabs between them. */
  readonly message: string;
  readonly form?: LineForm | undefined;
  /** The moment of all lines but the first. */
  readonly laterMs?: number | undefined;
}

export interface SpelledLine {
  readonly atMs: number;
  readonly message: string;
}

export function joinValues(values: readonly string[]): string {
  return values.join('\t');
}

/** The lines themselves, in their order. */
export function spellOut({ atMs, message, form, laterMs = atMs }: FormedLine): readonly SpelledLine[] {
  if (form === undefined) return [{ atMs, message }];
  const values = message.split('\t');
  return form.map((line, index) => ({ atMs: index === 0 ? atMs : laterMs, message: fillLine(line, values) }));
}

export function fillLine(line: LineForm[number], values: readonly string[]): string {
  let text = '';
  for (const part of line) text += typeof part === 'string' ? part : (values[part] ?? '');
  return text;
}

/** How many lines it is. */
export function countLines({ form }: Pick<FormedLine, 'form'>): number {
  return form?.length ?? 1;
}

/** The bytes of the messages in UTF-8. */
export function countBytes({ message, form }: Pick<FormedLine, 'message' | 'form'>): number {
  if (form === undefined) return Buffer.byteLength(message);
  let bytes = bytesOfTexts(form);
  const values = message.split('\t');
  for (const line of form)
    for (const part of line) if (typeof part === 'number') bytes += Buffer.byteLength(values[part] ?? '');
  return bytes;
}

const textBytes = new WeakMap<LineForm, number>();

function bytesOfTexts(form: LineForm): number {
  const known = textBytes.get(form);
  if (known !== undefined) return known;
  let bytes = 0;
  for (const line of form) for (const part of line) if (typeof part === 'string') bytes += Buffer.byteLength(part);
  textBytes.set(form, bytes);
  return bytes;
}
