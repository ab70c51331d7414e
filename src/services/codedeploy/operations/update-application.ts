import type { CodedeployOperation } from '../context.ts';
import { applicationExists } from '../errors.ts';
import { findApplication, ownerOf, requireApplication, retryConflicts } from '../records.ts';
import { applicationKey } from '../resources/keys.ts';
import { requireApplicationName } from '../resources/names.ts';

/** Gives an application another name. What belongs to it hangs on its ID and stays. */
export const updateApplication: CodedeployOperation<'UpdateApplication'> = async (input, context, request) => {
  const owner = ownerOf(request);
  const name = requireApplicationName(input.newApplicationName);
  return retryConflicts(async () => {
    const { key, value, revision } = await requireApplication(context, owner, input.applicationName);
    if ((await findApplication(context, owner, name)) !== undefined) throw applicationExists(name);
    await context.store.documents.write([
      { kind: 'delete', key, ifRevision: revision },
      { kind: 'put', key: applicationKey(owner, name), value: { ...value, name }, ifRevision: 0 },
    ]);
    return {};
  });
};
