import type { CodedeployOperation } from '../context.ts';
import { deleteGroup } from '../group-deletion.ts';
import { findApplication, findGroup, ownerOf, retryConflicts } from '../records.ts';
import { requireGroupName } from '../resources/names.ts';

/** Takes a group away; one that is not there is no error. */
export const deleteDeploymentGroup: CodedeployOperation<'DeleteDeploymentGroup'> = async (input, context, request) => {
  const name = requireGroupName(input.deploymentGroupName);
  return retryConflicts(async () => {
    const application = await findApplication(context, ownerOf(request), input.applicationName);
    const group = application === undefined ? undefined : await findGroup(context, application.value, name);
    if (group !== undefined) await deleteGroup(context, group);
    return { hooksNotCleanedUp: [] };
  });
};
