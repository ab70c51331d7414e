import { ApiError } from '../../../aws/api-error.ts';
import type { CodedeployOperation } from '../context.ts';
import { applicationExists } from '../errors.ts';
import { findApplication, ownerOf, retryConflicts } from '../records.ts';
import type { ApplicationRecord } from '../resources/application.ts';
import { requireLambda } from '../resources/compute-platform.ts';
import { applicationKey, applicationsPrefix } from '../resources/keys.ts';
import { requireApplicationName } from '../resources/names.ts';
import { parseTags } from '../resources/tags.ts';

const applicationsMax = 1000;

export const createApplication: CodedeployOperation<'CreateApplication'> = async (input, context, request) => {
  const { store, clock, random } = context;
  const owner = ownerOf(request);
  const name = requireApplicationName(input.applicationName);
  requireLambda(input.computePlatform);
  const tags = parseTags(input.tags);
  return retryConflicts(async () => {
    if ((await findApplication(context, owner, name)) !== undefined) throw applicationExists(name);
    const { documents } = await store.documents.list({ prefix: applicationsPrefix(owner), limit: applicationsMax });
    if (documents.length === applicationsMax)
      throw new ApiError('ApplicationLimitExceededException', `There can be ${applicationsMax} applications at most`);
    const id = random.uuid();
    const application: ApplicationRecord = { ...owner, name, id, createdAtMs: clock.now(), tags };
    await store.documents.write([{ kind: 'put', key: applicationKey(owner, name), value: application, ifRevision: 0 }]);
    return { applicationId: id };
  });
};
