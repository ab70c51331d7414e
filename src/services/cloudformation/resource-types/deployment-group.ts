import { codedeploy as codedeployApi } from '../../../api/codedeploy.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readText, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';
import { changeCodedeployTags, creationTags } from './codedeploy-application.ts';

type Clients = Pick<ResourceClients, 'codedeploy'>;

/** CodeDeploy itself refuses those of them that are for other platforms than Lambda. */
const settingNames = [
  'AlarmConfiguration',
  'AutoRollbackConfiguration',
  'AutoScalingGroups',
  'BlueGreenDeploymentConfiguration',
  'DeploymentConfigName',
  'DeploymentStyle',
  'ECSServices',
  'Ec2TagFilters',
  'Ec2TagSet',
  'LoadBalancerInfo',
  'OnPremisesInstanceTagFilters',
  'OnPremisesTagSet',
  'OutdatedInstancesStrategy',
  'ServiceRoleArn',
  'TerminationHookEnabled',
  'TriggerConfigurations',
];

export function createDeploymentGroupType({ codedeploy }: Clients): ResourceType {
  const targetOf = (deploymentGroupName: string, { properties }: ResourceRequest) => ({
    applicationName: requireText(properties, 'ApplicationName'),
    deploymentGroupName,
  });
  const find = (name: string, request: ResourceRequest) =>
    findOrNone(() => codedeploy.GetDeploymentGroup(targetOf(name, request), request.call));
  return createNamedType({
    typeName: 'AWS::CodeDeploy::DeploymentGroup',
    serviceName: 'CodeDeploy',
    isTaggable: true,
    attributeNames: [],
    properties: [...settingNames, 'ApplicationName', 'DeploymentGroupName', 'Tags'],
    idOf: (request) => readText(request.properties, 'DeploymentGroupName') ?? physicalName(request, { lengthMax: 100 }),
    exists: async (name, request) => (await find(name, request)) !== undefined,
    async make(name, request) {
      if ((await find(name, request)) !== undefined) return;
      const members = { ...targetOf(name, request), ...pick(request.properties, settingNames) };
      const input = await operationInput(codedeployApi, 'CreateDeploymentGroup', members);
      await codedeploy.CreateDeploymentGroup({ ...input, ...creationTags(request) }, request.call);
    },
    async change(name, request) {
      const { applicationName } = targetOf(name, request);
      // As on AWS: what leaves the template stays in the group. Alarms are cleared by an empty list.
      const members = {
        applicationName,
        currentDeploymentGroupName: name,
        ...pick(request.properties, settingNames),
      };
      const input = await operationInput(codedeployApi, 'UpdateDeploymentGroup', members);
      await codedeploy.UpdateDeploymentGroup(input, request.call);
      await changeCodedeployTags({ codedeploy }, `deploymentgroup:${applicationName}/${name}`, request);
    },
    async remove(name, request) {
      await codedeploy.DeleteDeploymentGroup(targetOf(name, request), request.call);
    },
    attributesOf: () => ({}),
  });
}
