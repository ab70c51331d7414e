/**
 * What was made of texts that clients send again and again. Pure in effect: it only spares work that
 * would end the same. Bounded in number and in length, whatever clients send.
 */
export class TextMemo<Value> {
  readonly #values = new Map<string, Value>();

  get(text: string): Value | undefined {
    return text.length > textLengthMax ? undefined : this.#values.get(text);
  }

  /** Longer texts are not kept. */
  set(text: string, value: Value): void {
    if (text.length > textLengthMax) return;
    if (this.#values.size >= textsMax) this.#values.clear();
    this.#values.set(text, value);
  }
}

const textsMax = 1000;
const textLengthMax = 512;
