/** The names that CloudFormation gives to what a template leaves without one. */
import { createHash } from 'node:crypto';
import type { ResourceRequest } from './resource-type.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const mixedAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export interface PhysicalNameRules {
  /** The longest name that the service takes. */
  readonly lengthMax: number;
  /** `lower`: the service takes no capital letters. `mixed`: the random part has both. @default 'upper' */
  readonly letters?: 'upper' | 'lower' | 'mixed';
  /** Length of the random part. @default 13 */
  readonly randomLength?: number;
}

/**
 * `<stack>-<LogicalId>-<random>`. The random part comes from the act's token, so that a repeated act
 * finds the name that it gave before. Where the service's names are shorter, the stack's name and the
 * logical ID share what is left, as AWS does it: each may have half, and what one leaves the other takes.
 */
export function physicalName(
  request: Pick<ResourceRequest, 'stackName' | 'logicalId' | 'requestToken'>,
  { lengthMax, letters = 'upper', randomLength = 13 }: PhysicalNameRules,
): string {
  const random = randomText(request.requestToken, randomLength, letters === 'upper' ? alphabet : mixedAlphabet);
  // Two hyphens stand between the three parts.
  const left = Math.max(lengthMax - randomLength - 2, 2);
  const half = Math.floor(left / 2);
  const { stackName, logicalId } = request;
  const stackLength = Math.min(stackName.length, Math.max(half, left - logicalId.length));
  const parts = [stackName.slice(0, stackLength), logicalId.slice(0, left - stackLength), random];
  const name = parts.join('-');
  return letters === 'lower' ? name.toLowerCase() : name;
}

/** Letters and digits that follow from the seed alone. */
export function randomText(seed: string, length: number, letters: string = alphabet): string {
  let text = '';
  for (let round = 0; text.length < length; round += 1) {
    const digest = createHash('sha256').update(`${seed}/${round}`).digest();
    for (const byte of digest) text += letters[byte % letters.length] ?? '';
  }
  return text.slice(0, length);
}
