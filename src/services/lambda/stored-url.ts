import type { Documents, Stored } from '../../storage/documents.ts';
import { resourceNotFound } from './errors.ts';
import type { FunctionUrlRecord } from './resources/attachments.ts';
import type { FunctionReference } from './resources/function-reference.ts';
import { urlKey } from './resources/keys.ts';

/** The URL of a function (`$LATEST`) or an alias. AWS answers the same where the function itself is missing. */
export async function requireUrl(
  documents: Documents,
  { owner, name }: FunctionReference,
  qualifier: string,
): Promise<Stored<FunctionUrlRecord>> {
  const stored = await documents.get<FunctionUrlRecord>(urlKey(owner, name, qualifier));
  if (stored === undefined) throw resourceNotFound('The resource you requested does not exist.');
  return stored;
}
