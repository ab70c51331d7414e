import { requireConfig } from '../configs.ts';
import type { CodedeployOperation, CodedeployOutput } from '../context.ts';
import { requireNoToken } from '../pages.ts';
import { ownerOf } from '../records.ts';
import type { ConfigRecord } from '../resources/deployment-config.ts';
import { configsPrefix } from '../resources/keys.ts';
import { requireConfigName } from '../resources/names.ts';
import { type PredefinedConfig, predefinedConfigs } from '../resources/predefined-configs.ts';
import { describeRouting } from '../resources/traffic-routing.ts';

type ConfigInfo = NonNullable<CodedeployOutput<'GetDeploymentConfig'>['deploymentConfigInfo']>;

export const getDeploymentConfig: CodedeployOperation<'GetDeploymentConfig'> = async (input, context, request) => {
  const name = requireConfigName(input.deploymentConfigName);
  const predefined = predefinedConfigs.get(name);
  if (predefined !== undefined) return { deploymentConfigInfo: describePredefined(predefined) };
  const { value } = await requireConfig(context, ownerOf(request), name);
  return { deploymentConfigInfo: describeOwn(value) };
};

/** There are so few that one page holds them all. */
export const listDeploymentConfigs: CodedeployOperation<'ListDeploymentConfigs'> = async (
  input,
  { store },
  request,
) => {
  requireNoToken(input.nextToken);
  const { documents } = await store.documents.list<ConfigRecord>({ prefix: configsPrefix(ownerOf(request)) });
  return { deploymentConfigsList: [...predefinedConfigs.keys(), ...documents.map(({ value }) => value.name)] };
};

const describeOwn = ({ id, name, createdAtMs, routing }: ConfigRecord): ConfigInfo => ({
  deploymentConfigId: id,
  deploymentConfigName: name,
  createTime: new Date(createdAtMs),
  computePlatform: 'Lambda',
  trafficRoutingConfig: describeRouting(routing),
});

function describePredefined(config: PredefinedConfig): ConfigInfo {
  const info = {
    deploymentConfigId: config.id,
    deploymentConfigName: config.name,
    computePlatform: config.platform,
  } satisfies ConfigInfo;
  if (config.platform !== 'Server') return { ...info, trafficRoutingConfig: describeRouting(config.routing) };
  // The SDK's types have no MOST_CONCURRENCY, which AWS answers all the same.
  return { ...info, minimumHealthyHosts: config.healthyHosts as NonNullable<ConfigInfo['minimumHealthyHosts']> };
}
