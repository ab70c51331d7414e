/** Reads a filter pattern from left to right. */
import { PatternProblem, invalidTerm } from './pattern-problem.ts';

export class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  skipSpace(): void {
    this.match(/\s*/y);
  }

  /** Takes the text if it comes next. */
  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    this.#position += text.length;
    return true;
  }

  peek(text: string): boolean {
    return this.#text.startsWith(text, this.#position);
  }

  /** Takes what a sticky expression matches next; `undefined` where nothing does. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#position;
    const found = expression.exec(this.#text)?.[0];
    if (found !== undefined) this.#position += found.length;
    return found;
  }

  /** A phrase whose opening quote has been taken. A backslash keeps the quote or backslash after it. */
  phrase(): string {
    const written = this.match(/(?:[^"\\]|\\[\s\S])*"/y);
    if (written === undefined) throw invalidTerm(`"${this.rest()}`);
    return written.slice(0, -1).replaceAll(/\\(["\\])/g, '$1');
  }

  /** A regular expression whose opening percent sign has been taken. */
  regex(): string {
    const written = this.match(/(?:[^%\\]|\\[\s\S])*%/y);
    if (written === undefined) throw invalidTerm(`%${this.rest()}`);
    return written.slice(0, -1);
  }

  rest(): string {
    return this.#text.slice(this.#position);
  }

  unexpected(): PatternProblem {
    return this.isAtEnd ? new PatternProblem('Unexpected end of the pattern') : invalidTerm(this.rest().trim());
  }
}
