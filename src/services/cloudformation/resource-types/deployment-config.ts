import { codedeploy as codedeployApi } from '../../../api/codedeploy.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'codedeploy'>;

const settingNames = ['ComputePlatform', 'MinimumHealthyHosts', 'TrafficRoutingConfig', 'ZonalConfig'];

export function createDeploymentConfigType({ codedeploy }: Clients): ResourceType {
  const find = (deploymentConfigName: string, { call }: ResourceRequest) =>
    findOrNone(() => codedeploy.GetDeploymentConfig({ deploymentConfigName }, call));
  return createNamedType({
    typeName: 'AWS::CodeDeploy::DeploymentConfig',
    serviceName: 'CodeDeploy',
    attributeNames: [],
    properties: [...settingNames, 'DeploymentConfigName'],
    idOf: (request) =>
      readText(request.properties, 'DeploymentConfigName') ?? physicalName(request, { lengthMax: 100 }),
    exists: async (name, request) => (await find(name, request)) !== undefined,
    async make(deploymentConfigName, request) {
      if ((await find(deploymentConfigName, request)) !== undefined) return;
      const members = { deploymentConfigName, ...pick(request.properties, settingNames) };
      const input = await operationInput(codedeployApi, 'CreateDeploymentConfig', members);
      await codedeploy.CreateDeploymentConfig(input, request.call);
    },
    async remove(deploymentConfigName, { call }) {
      await codedeploy.DeleteDeploymentConfig({ deploymentConfigName }, call);
    },
    attributesOf: () => ({}),
  });
}
