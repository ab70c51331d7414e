import { ApiError } from '../../../aws/api-error.ts';
import type { CodedeployOperation } from '../context.ts';
import { configExists } from '../errors.ts';
import { ownerOf, retryConflicts } from '../records.ts';
import { requireLambda } from '../resources/compute-platform.ts';
import type { ConfigRecord } from '../resources/deployment-config.ts';
import { configKey, configsPrefix } from '../resources/keys.ts';
import { invalidConfigName, requireConfigName } from '../resources/names.ts';
import { predefinedPrefix } from '../resources/predefined-configs.ts';
import { parseRouting } from '../resources/traffic-routing.ts';

const configsMax = 50;

export const createDeploymentConfig: CodedeployOperation<'CreateDeploymentConfig'> = async (
  input,
  { store, clock, random },
  request,
) => {
  const owner = ownerOf(request);
  const name = requireConfigName(input.deploymentConfigName);
  if (name.startsWith(predefinedPrefix))
    throw invalidConfigName(`Names that begin with ${predefinedPrefix} are AWS's own: ${name}`);
  requireLambda(input.computePlatform);
  if (input.minimumHealthyHosts !== undefined)
    throw new ApiError(
      'InvalidMinimumHealthyHostValueException',
      'For Lambda deployments, minimumHealthyHosts can not be specified',
    );
  if (input.zonalConfig !== undefined)
    throw new ApiError(
      'InvalidZonalDeploymentConfigurationException',
      'For Lambda deployments, zonalConfig can not be specified',
    );
  const routing = parseRouting(input.trafficRoutingConfig);
  return retryConflicts(async () => {
    const key = configKey(owner, name);
    if ((await store.documents.get(key)) !== undefined) throw configExists(name);
    const { documents } = await store.documents.list({ prefix: configsPrefix(owner), limit: configsMax });
    if (documents.length === configsMax)
      throw new ApiError(
        'DeploymentConfigLimitExceededException',
        `There can be ${configsMax} deployment configurations of one's own at most`,
      );
    const config: ConfigRecord = { ...owner, name, id: random.uuid(), createdAtMs: clock.now(), routing };
    await store.documents.write([{ kind: 'put', key, value: config, ifRevision: 0 }]);
    return { deploymentConfigId: config.id };
  });
};
