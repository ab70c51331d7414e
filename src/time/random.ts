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

/** Draws the same numbers for the same seed; identifiers and texts stay unforeseeable. */
export function seededRandom(seed: number): Random {
  // mulberry32: 32 bits of state are enough to choose with, and would not be for secrets.
  let state = seed >>> 0;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { ...systemRandom, draw };
}
