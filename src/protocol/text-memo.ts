/**
 * What was made of texts that clients send again and again: it spares work that would end the same.
 * Bounded in number and in length, so that no client can make it grow.
 */
export class TextMemo<Value> {
  readonly #values = new Map<string, Value>();
  readonly #lengthMax: number;
  #last: string | undefined;
  #lastValue: Value | undefined;

  /** Longer texts are not kept. */
  constructor({ lengthMax = 256 }: { readonly lengthMax?: number } = {}) {
    this.#lengthMax = lengthMax;
  }

  get(text: string): Value | undefined {
    // To compare a text costs a fraction of what it costs to look it up, and most follow their like.
    if (text === this.#last) return this.#lastValue;
    const value = text.length > this.#lengthMax ? undefined : this.#values.get(text);
    if (value !== undefined) this.#remember(text, value);
    return value;
  }

  set(text: string, value: Value): void {
    if (text.length > this.#lengthMax) return;
    const own = detached(text);
    if (this.#values.size >= textsMax) this.#values.clear();
    this.#values.set(own, value);
    this.#remember(own, value);
  }

  #remember(text: string, value: Value): void {
    this.#last = text;
    this.#lastValue = value;
  }
}

export const textsMax = 1000;

/** The same text in memory of its own: a part of a longer text holds all of that. */
export function detached(text: string): string {
  // Latin-1, as all that travels in a head: with two bytes a character, whatever is made of it costs more.
  const own = Buffer.from(text, 'latin1').toString('latin1');
  return own === text ? own : text;
}
