import type { StsOutput } from '../context.ts';
import type { TemporaryCredentials } from '../issue-credentials.ts';

export const describeCredentials = (
  credentials: TemporaryCredentials,
): NonNullable<StsOutput<'AssumeRole'>['Credentials']> => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  Expiration: new Date(credentials.expiresAtMs),
});
