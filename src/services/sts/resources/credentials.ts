/**
 * Keys that requests may be signed with, as they lie in the store: the temporary ones that STS gives
 * out, and the platform's own, which has neither a session token nor an end.
 */
import type { Documents } from '../../../storage/documents.ts';
import type { Random } from '../../../time/random.ts';

export interface CredentialRecord {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Every request signed with the key must show it. */
  readonly sessionToken?: string;
  /** In wall time. */
  readonly expiresAtMs?: number;
  readonly account: string;
  /** Of the principal that the key makes its holder. */
  readonly arn: string;
  readonly userId: string;
  readonly sessionTags?: Readonly<Record<string, string>>;
  /** Keys of the tags that sessions begun with this key must keep. */
  readonly transitiveTagKeys?: readonly string[];
}

export const credentialsPrefix = 'credentials/';
export const credentialKey = (accessKeyId: string): string => `${credentialsPrefix}${accessKeyId}`;

/** Names each temporary key once more by its end, so that those which ended are found first. */
export const credentialExpiriesPrefix = 'credential-expiry/';
export const credentialExpiryKey = (expiresAtMs: number, accessKeyId: string): string =>
  `${credentialExpiriesPrefix}${String(expiresAtMs).padStart(15, '0')}/${accessKeyId}`;

/** The record of a key, be it expired or not; whoever checks a signature looks at its end. */
export async function findCredentials(
  store: { readonly documents: Documents },
  accessKeyId: string,
): Promise<CredentialRecord | undefined> {
  return (await store.documents.get<CredentialRecord>(credentialKey(accessKeyId)))?.value;
}

export const isExpired = ({ expiresAtMs }: CredentialRecord, nowMs: number): boolean =>
  expiresAtMs !== undefined && expiresAtMs <= nowMs;

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A key in the forms that AWS's have; temporary ones begin with ASIA. */
export function createKeys(random: Random): { accessKeyId: string; secretAccessKey: string; sessionToken: string } {
  return {
    accessKeyId: `ASIA${random.text(16, upper)}`,
    secretAccessKey: random.text(40, base64),
    sessionToken: `FwoGZXIvYXdzE${random.text(239, base64)}`,
  };
}
