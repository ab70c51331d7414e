import { lambda as lambdaApi } from '../../../api/lambda.ts';
import { parseFunctionText } from '../lambda-names.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { pick, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'lambda'>;

const settingNames = ['DestinationConfig', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts'];

/** Known as `<function>|<qualifier>`. */
export function createEventInvokeConfigType({ lambda }: Clients): ResourceType {
  const put = async (_: string, request: ResourceRequest): Promise<void> => {
    const members = { ...targetOf(request), ...pick(request.properties, settingNames) };
    const input = await operationInput(lambdaApi, 'PutFunctionEventInvokeConfig', members);
    await lambda.PutFunctionEventInvokeConfig(input, request.call);
  };
  return createNamedType({
    typeName: 'AWS::Lambda::EventInvokeConfig',
    serviceName: 'Lambda',
    attributeNames: [],
    properties: [...settingNames, 'FunctionName', 'Qualifier'],
    idOf: (request) => `${targetOf(request).FunctionName}|${targetOf(request).Qualifier}`,
    exists: async (_, request) =>
      (await findOrNone(() => lambda.GetFunctionEventInvokeConfig(targetOf(request), request.call))) !== undefined,
    make: put,
    change: put,
    async remove(_, request) {
      await lambda.DeleteFunctionEventInvokeConfig(targetOf(request), request.call);
    },
    attributesOf: () => ({}),
  });
}

const targetOf = ({ properties }: ResourceRequest) => ({
  FunctionName: parseFunctionText(requireText(properties, 'FunctionName')).functionName,
  Qualifier: requireText(properties, 'Qualifier'),
});
