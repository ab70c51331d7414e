import type { CodedeployOperation, CodedeployOutput } from '../context.ts';
import { groupNotFound, missing, tooManyInBatch } from '../errors.ts';
import { describeGroup } from '../group-description.ts';
import { listPage } from '../pages.ts';
import { findGroup, ownerOf, requireApplication, requireGroup } from '../records.ts';
import type { GroupRecord } from '../resources/deployment-group.ts';
import { groupsPrefix } from '../resources/keys.ts';

const batchMax = 100;

export const getDeploymentGroup: CodedeployOperation<'GetDeploymentGroup'> = async (input, context, request) => {
  const { value: application } = await requireApplication(context, ownerOf(request), input.applicationName);
  const { value: group } = await requireGroup(context, application, input.deploymentGroupName);
  return { deploymentGroupInfo: await describeGroup(context, application, group) };
};

/** Groups that are not there are told of beside those that are. */
export const batchGetDeploymentGroups: CodedeployOperation<'BatchGetDeploymentGroups'> = async (
  input,
  context,
  request,
) => {
  const { deploymentGroupNames: names = [] } = input;
  const { value: application } = await requireApplication(context, ownerOf(request), input.applicationName);
  if (names.length === 0) throw missing('deploymentGroupName');
  if (names.length > batchMax) throw tooManyInBatch(batchMax);
  const found: NonNullable<CodedeployOutput<'BatchGetDeploymentGroups'>['deploymentGroupsInfo']> = [];
  const problems: string[] = [];
  for (const name of names) {
    const group = await findGroup(context, application, name);
    if (group === undefined) problems.push(groupNotFound(name).message);
    else found.push(await describeGroup(context, application, group.value));
  }
  return { deploymentGroupsInfo: found, ...(problems.length > 0 && { errorMessage: problems.join('; ') }) };
};

export const listDeploymentGroups: CodedeployOperation<'ListDeploymentGroups'> = async (input, context, request) => {
  const { value: application } = await requireApplication(context, ownerOf(request), input.applicationName);
  const prefix = groupsPrefix(application, application.id);
  const { items, rest } = await listPage<GroupRecord>(context.store.documents, prefix, input.nextToken);
  return { applicationName: application.name, deploymentGroups: items.map(({ value }) => value.name), ...rest };
};
