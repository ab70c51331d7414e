import type { CodedeployOperation, CodedeployOutput } from '../context.ts';
import { missing, tooManyInBatch } from '../errors.ts';
import { listPage } from '../pages.ts';
import { ownerOf, requireApplication } from '../records.ts';
import type { ApplicationRecord } from '../resources/application.ts';
import { applicationsPrefix } from '../resources/keys.ts';

const batchMax = 100;

export const getApplication: CodedeployOperation<'GetApplication'> = async (input, context, request) => {
  const { value } = await requireApplication(context, ownerOf(request), input.applicationName);
  return { application: describeApplication(value) };
};

/** AWS refuses the whole batch for one name that is not there. */
export const batchGetApplications: CodedeployOperation<'BatchGetApplications'> = async (input, context, request) => {
  const { applicationNames: names = [] } = input;
  if (names.length === 0) throw missing('applicationName');
  if (names.length > batchMax) throw tooManyInBatch(batchMax);
  const applications: ApplicationRecord[] = [];
  for (const name of names) applications.push((await requireApplication(context, ownerOf(request), name)).value);
  return { applicationsInfo: applications.map(describeApplication) };
};

export const listApplications: CodedeployOperation<'ListApplications'> = async (input, { store }, request) => {
  const prefix = applicationsPrefix(ownerOf(request));
  const { items, rest } = await listPage<ApplicationRecord>(store.documents, prefix, input.nextToken);
  return { applications: items.map(({ value }) => value.name), ...rest };
};

type ApplicationInfo = NonNullable<CodedeployOutput<'GetApplication'>['application']>;

const describeApplication = ({ id, name, createdAtMs }: ApplicationRecord): ApplicationInfo => ({
  applicationId: id,
  applicationName: name,
  createTime: new Date(createdAtMs),
  linkedToGitHub: false,
  computePlatform: 'Lambda',
});
