/**
 * What was made of texts that clients send again and again: it spares work that would end the same.
 * Bounded in number and in length, so that no client can make it grow.
 */
export class TextMemo<Value> {
  readonly #values = new Map<string, Value>();
  readonly #lengthMax: number;

  /** Longer texts are not kept. */
  constructor({ lengthMax = 256 }: { readonly lengthMax?: number } = {}) {
    this.#lengthMax = lengthMax;
  }

  get(text: string): Value | undefined {
    return text.length > this.#lengthMax ? undefined : this.#values.get(text);
  }

  set(text: string, value: Value): void {
    if (text.length > this.#lengthMax) return;
    if (this.#values.size >= textsMax) this.#values.clear();
    this.#values.set(detached(text), value);
  }
}

export const textsMax = 1000;

/** The same text in memory of its own: a part of a longer text holds all of that. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
