import type { Documents, Stored } from '../../storage/documents.ts';
import { invalidParameter } from './errors.ts';

const pageSize = 100;

/** A page of the documents below the prefix; the token names the last key of the page before. */
export async function listPage<T>(
  documents: Documents,
  prefix: string,
  token: string | undefined,
): Promise<{ readonly items: readonly Stored<T>[]; readonly rest: { NextToken?: string } }> {
  const after = token === undefined || token === '' ? undefined : parseToken(token, prefix);
  const page = await documents.list<T>({ prefix, limit: pageSize, ...(after !== undefined && { after }) });
  const rest = page.next === undefined ? {} : { NextToken: Buffer.from(page.next).toString('base64url') };
  return { items: page.documents, rest };
}

function parseToken(token: string, prefix: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (!key.startsWith(prefix)) throw invalidParameter('NextToken', 'The token is not one of this list');
  return key;
}
