import type { JsonValue } from './mutable-json.ts';
import { refuseStructure, TemplateRefusal } from './refusal.ts';

/**
 * As large as a finished template may become. A template of a few lines can ask for any number of
 * copies of its globals and tags. That AWS has a bound here is inferred, and so is the text.
 */
const outputSizeMax = 10_000_000;

/** Counts what the transform brings forth, in characters of JSON, and ends it where that is too much. */
export class OutputSize {
  readonly #sizes = new Map<string, number>();
  #total = 0;

  /** Counts a value under a name; what was counted under that name before counts no longer. */
  count(name: string, value: JsonValue, times = 1): void {
    const size = JSON.stringify(value).length * times;
    this.#total += size - (this.#sizes.get(name) ?? 0);
    this.#sizes.set(name, size);
    if (this.#total <= outputSizeMax) return;
    const problem = `The transformed template is larger than the maximum allowed, ${outputSizeMax} bytes.`;
    throw new TemplateRefusal([refuseStructure(problem)]);
  }
}
