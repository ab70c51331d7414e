export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object without entries where there is none. */
export const objectIn = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

export const textsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).flatMap((item) => {
    const text = textIn(item);
    return text === undefined ? [] : [text];
  });

/** Templates write numbers and truth values as texts too. */
export function numberIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}

export const isTrue = (value: unknown): boolean => value === true || value === 'true';
