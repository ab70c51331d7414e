import { randomBytes, randomUUID } from 'node:crypto';

/** The port through which Serin draws random numbers and makes new identifiers. */
export interface Random {
  /** A number in [0, 1). */
  draw(): number;
  /** A version-4 UUID. */
  uuid(): string;
  /** `length` characters drawn from the alphabet. */
  text(length: number, alphabet: string): string;
}

export const systemRandom: Random = {
  draw: Math.random,
  uuid: randomUUID,
  text(length, alphabet) {
    // Rejection keeps every character equally likely, for keys and tokens must not be guessable.
    const limit = 256 - (256 % alphabet.length);
    let text = '';
    while (text.length < length) {
      for (const byte of randomBytes(length)) {
        if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length];
      }
    }
    return text;
  },
};
