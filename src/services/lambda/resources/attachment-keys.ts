/** Keys of what only attachments need; those of the records themselves are in `keys.ts`. */
import type { Owner } from './keys.ts';

const root = ({ region, account }: Owner): string => `lambda/${region}/${account}`;

/** Every provisioned concurrency of the account. */
export const accountProvisionedPrefix = (owner: Owner): string => `${root(owner)}/provisioned/`;

/**
 * A document that changes with every reservation. Two reservations that would together exceed the
 * account's concurrency touch different functions; here they meet.
 */
export const concurrencyGuardKey = (owner: Owner): string => `${root(owner)}/concurrency-guard`;
