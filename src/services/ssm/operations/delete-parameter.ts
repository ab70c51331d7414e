import type { RequestContext } from '../../../aws/caller.ts';
import type { SsmContext, SsmOperation } from '../context.ts';
import { parameterNotFound } from '../errors.ts';
import { findParameter, readPastVersions, retryConflicts } from '../records.ts';

export const deleteParameter: SsmOperation<'DeleteParameter'> = async (input, context, request) => {
  const name = input.Name ?? '';
  if (!(await remove(name, context, request))) throw parameterNotFound(name);
  return {};
};

/** Those that are there; the others are named as invalid. */
export const deleteParameters: SsmOperation<'DeleteParameters'> = async (input, context, request) => {
  const deleted: string[] = [];
  const missing: string[] = [];
  for (const name of new Set(input.Names)) ((await remove(name, context, request)) ? deleted : missing).push(name);
  return { DeletedParameters: deleted, InvalidParameters: missing };
};

/** With all its versions; tells whether it was there. */
async function remove(name: string, context: SsmContext, { caller }: RequestContext): Promise<boolean> {
  const { documents } = context.store;
  return retryConflicts(async () => {
    const stored = await findParameter(context, { ...caller, name });
    if (stored === undefined) return false;
    const versions = await readPastVersions(documents, stored.value);
    await documents.write([
      { kind: 'delete', key: stored.key, ifRevision: stored.revision },
      ...versions.map(({ key }) => ({ kind: 'delete', key }) as const),
    ]);
    return true;
  });
}
