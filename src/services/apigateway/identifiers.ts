/**
 * IDs of what API Gateway makes: small letters and digits. They follow from the ID of the request
 * that makes something, so one that is carried out again after a crash finds what it made before.
 */
import { createHash } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `part` tells apart what one request makes. */
export function identifierFrom(requestId: string, part: string, length: number): string {
  const digest = createHash('sha256').update(`${requestId}/${part}`).digest();
  return [...digest.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
