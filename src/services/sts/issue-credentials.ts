import { ApiError } from '../../aws/api-error.ts';
import { formatArn, parseArn } from '../../aws/arn.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Change, Documents } from '../../storage/documents.ts';
import type { StsContext } from './context.ts';
import {
  createKeys,
  credentialExpiriesPrefix,
  credentialExpiryKey,
  credentialKey,
  type CredentialRecord,
} from './resources/credentials.ts';

/** Temporary credentials always have a token and an end. */
export type TemporaryCredentials = CredentialRecord & Required<Pick<CredentialRecord, 'sessionToken' | 'expiresAtMs'>>;

interface RoleSession {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  /** In wall time, for that is what expirations are compared with. */
  readonly nowMs: number;
}

/**
 * Gives out credentials of a role, for an execution environment: durable when resolved, so that they
 * are still good after a restart. Rejects with IAM's NoSuchEntityException if the role is gone.
 */
export async function issueCredentials(
  context: Pick<StsContext, 'store' | 'random' | 'iam'>,
  { roleArn, sessionName, durationSeconds, nowMs }: RoleSession,
): Promise<TemporaryCredentials> {
  const role = parseRoleArn(roleArn);
  const { roleId } = await requireRole(context, { ...role, arn: roleArn });
  const principal = describeSession({ ...role, roleId }, sessionName);
  return storeCredentials(context, { ...principal, expiresAtMs: nowMs + durationSeconds * 1000 }, nowMs);
}

export interface RoleName {
  readonly account: string;
  readonly name: string;
}

/** What AWS says of a text that is no role's ARN was recorded: only its form is looked at. */
export function parseRoleArn(text: string): RoleName {
  const arn = parseArn(text);
  const name = arn?.resource.split('/').at(-1) ?? '';
  if (arn === undefined || arn.partition === '' || arn.service === '' || arn.account === '' || name === '') {
    throw new ApiError('ValidationError', `${text} is invalid`);
  }
  return { account: arn.account, name };
}

/** The role as IAM knows it, asked in the name of the account that owns it. */
export async function requireRole(
  { iam }: Pick<StsContext, 'iam'>,
  { account, name, arn }: RoleName & { readonly arn: string },
): Promise<{ readonly roleId: string; readonly maxSessionSeconds: number }> {
  const { Role: role } = await iam.GetRole({ RoleName: name }, requestOf(account));
  if (role?.Arn !== arn || role.RoleId === undefined) {
    throw new ApiError('NoSuchEntityException', `The role with name ${name} cannot be found.`);
  }
  return { roleId: role.RoleId, maxSessionSeconds: role.MaxSessionDuration ?? 3600 };
}

function requestOf(account: string): RequestContext {
  const caller = {
    region: 'us-east-1',
    account,
    arn: `arn:aws:iam::${account}:root`,
    userId: account,
    accessKeyId: '',
  };
  return { caller, requestId: 'sts', origin: '' };
}

/** Who the holder of a role's credentials is. */
export function describeSession(
  role: RoleName & { readonly roleId: string },
  sessionName: string,
): Pick<CredentialRecord, 'account' | 'arn' | 'userId'> {
  const resource = `assumed-role/${role.name}/${sessionName}`;
  return {
    account: role.account,
    arn: formatArn({ service: 'sts', region: '', account: role.account, resource }),
    userId: `${role.roleId}:${sessionName}`,
  };
}

type NewCredentials = Omit<CredentialRecord, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'expiresAtMs'> & {
  readonly expiresAtMs: number;
};

/** Makes a key and keeps it; some that ended go in the same transaction, so that none stay for ever. */
export async function storeCredentials(
  { store, random }: Pick<StsContext, 'store' | 'random'>,
  session: NewCredentials,
  nowMs: number,
): Promise<TemporaryCredentials> {
  const credentials: TemporaryCredentials = { ...session, ...createKeys(random) };
  const { accessKeyId, expiresAtMs } = credentials;
  await store.documents.write([
    { kind: 'put', key: credentialKey(accessKeyId), value: credentials, ifRevision: 0 },
    { kind: 'put', key: credentialExpiryKey(expiresAtMs, accessKeyId), value: { accessKeyId } },
    ...(await listExpired(store.documents, nowMs)),
  ]);
  return credentials;
}

/** More than are made, so that what ended does not gather. */
const prunedMax = 20;

async function listExpired(documents: Documents, nowMs: number): Promise<readonly Change[]> {
  const page = await documents.list<{ accessKeyId: string }>({ prefix: credentialExpiriesPrefix, limit: prunedMax });
  const endOfExpired = credentialExpiryKey(nowMs, '');
  return page.documents
    .filter(({ key }) => key < endOfExpired)
    .flatMap(({ key, value }): Change[] => [
      { kind: 'delete', key },
      { kind: 'delete', key: credentialKey(value.accessKeyId) },
    ]);
}
