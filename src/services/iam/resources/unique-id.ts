import type { Random } from '../../../time/random.ts';

/** Of IAM's unique IDs: RFC 4648's base 32. */
export const uniqueIdAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A prefix that says what it is the ID of, and 17 characters. */
export const uniqueId = (kind: 'AROA' | 'ANPA', random: Random): string => kind + random.text(17, uniqueIdAlphabet);
