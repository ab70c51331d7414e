import { ApiError } from '../../../aws/api-error.ts';
import { findGroupWithConfig } from '../configs.ts';
import type { CodedeployOperation } from '../context.ts';
import { ownerOf, retryConflicts } from '../records.ts';
import { configKey } from '../resources/keys.ts';
import { requireConfigName } from '../resources/names.ts';
import { predefinedConfigs } from '../resources/predefined-configs.ts';

/** Takes a config away that no group has; one that is not there is no error. */
export const deleteDeploymentConfig: CodedeployOperation<'DeleteDeploymentConfig'> = async (
  input,
  context,
  request,
) => {
  const owner = ownerOf(request);
  const name = requireConfigName(input.deploymentConfigName);
  if (predefinedConfigs.has(name))
    throw new ApiError('InvalidOperationException', `A predefined deployment configuration cannot be deleted: ${name}`);
  return retryConflicts(async () => {
    const { documents } = context.store;
    const stored = await documents.get(configKey(owner, name));
    if (stored === undefined) return {};
    const group = await findGroupWithConfig(context, owner, name);
    if (group !== undefined)
      throw new ApiError(
        'DeploymentConfigInUseException',
        `The deployment configuration ${name} is in use by the deployment group ${group.name}`,
      );
    // A group that takes the config on writes it too, so none has come meanwhile.
    await documents.write([{ kind: 'delete', key: stored.key, ifRevision: stored.revision }]);
    return {};
  });
};
