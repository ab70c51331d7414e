/** Function URLs: their addresses, and how AWS shows their configuration. */
import type { Random } from '../../../time/random.ts';
import { validationError } from '../errors.ts';
import type { Request, Response } from '../wire.ts';
import type { CorsSettings, FunctionUrlRecord } from './attachments.ts';
import { functionArn, qualifierKind, type FunctionReference } from './function-reference.ts';
import type { Owner } from './keys.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function createUrlId(random: Random): string {
  return random.text(32, alphabet);
}

/**
 * The address of a function URL. AWS's is `https://<id>.lambda-url.<region>.on.aws/`; ours has to
 * lead to this machine, so it ends in `localhost` and has the port by which the client came.
 */
export function functionUrl(urlId: string, region: string, origin: string): string {
  const { port } = new URL(origin);
  return `http://${urlId}.lambda-url.${region}.localhost${port === '' ? '' : `:${port}`}/`;
}

/** `$LATEST`, which stands for the function itself, or the alias. A URL takes no version, nor `$LATEST` by name. */
export function requireUrlQualifier({ qualifier }: FunctionReference): string {
  if (qualifier === undefined) return '$LATEST';
  if (qualifierKind(qualifier) === 'alias') return qualifier;
  // Only a qualifier in the function's name comes here: the model holds the parameter to the same pattern.
  throw validationError(
    `Value '${qualifier}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)`,
  );
}

/** What a request says about cross-origin calls; `undefined`: none are answered. An empty object takes them back. */
export function parseCors(cors: Request<'CreateFunctionUrlConfig'>['Cors']): CorsSettings | undefined {
  if (cors === undefined) return undefined;
  const given = Object.entries(cors).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** As reads and lists show it. */
export function describeUrl(owner: Owner, record: FunctionUrlRecord, origin: string): Response<'GetFunctionUrlConfig'> {
  return {
    ...describeCreatedUrl(owner, record, origin),
    LastModifiedTime: formatNanoTimestamp(record.lastModifiedAt),
    InvokeMode: record.invokeMode,
  };
}

/** As the answer to an update shows it: the mode only where a caller has ever named one. */
export function describeUpdatedUrl(
  owner: Owner,
  record: FunctionUrlRecord,
  origin: string,
): Response<'UpdateFunctionUrlConfig'> {
  return { ...describeCreatedUrl(owner, record, origin), LastModifiedTime: formatNanoTimestamp(record.lastModifiedAt) };
}

/** As the answer to a create shows it. */
export function describeCreatedUrl(
  owner: Owner,
  record: FunctionUrlRecord,
  origin: string,
): Response<'CreateFunctionUrlConfig'> {
  const qualifier = record.qualifier === '$LATEST' ? undefined : record.qualifier;
  return {
    FunctionUrl: functionUrl(record.urlId, owner.region, origin),
    FunctionArn: functionArn(owner, record.functionName, qualifier),
    AuthType: record.authType,
    ...(record.cors === undefined ? {} : { Cors: { ...record.cors } }),
    CreationTime: formatNanoTimestamp(record.createdAt),
    ...(record.isInvokeModeGiven ? { InvokeMode: record.invokeMode } : {}),
  };
}

/** `2025-03-01T12:34:56.000000000Z`. */
function formatNanoTimestamp(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000000Z');
}
