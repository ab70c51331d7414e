import { lambda as lambdaApi } from '../../../api/lambda.ts';
import { parseFunctionText } from '../lambda-names.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType, inServiceFrame } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { pick, readText, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';
import { formatArn } from '../../../aws/arn.ts';

type Clients = Pick<ResourceClients, 'lambda'>;

const serviceName = 'Lambda';
const settingNames = ['AuthType', 'Cors', 'InvokeMode'];

/** Known by the ARN of the function, or of its alias. */
export function createUrlType({ lambda }: Clients): ResourceType {
  const find = (request: ResourceRequest) =>
    findOrNone(() => lambda.GetFunctionUrlConfig(targetOf(request), request.call));
  return createNamedType({
    typeName: 'AWS::Lambda::Url',
    serviceName,
    attributeNames: ['FunctionArn', 'FunctionUrl'],
    properties: [...settingNames, 'Qualifier', 'TargetFunctionArn'],
    idOf(request) {
      const { FunctionName, Qualifier } = targetOf(request);
      const resource = ['function', FunctionName, ...(Qualifier === undefined ? [] : [Qualifier])].join(':');
      return formatArn({ service: 'lambda', ...request.owner, resource });
    },
    exists: async (_, request) => (await find(request)) !== undefined,
    taken: (arn, request) =>
      inServiceFrame(
        `FunctionUrlConfig exists for this Lambda function: ${arn}`,
        { serviceName, status: 409 },
        request,
      ),
    async make(_, request) {
      if ((await find(request)) !== undefined) return;
      const members = { ...targetOf(request), ...pick(request.properties, settingNames) };
      const input = await operationInput(lambdaApi, 'CreateFunctionUrlConfig', members);
      await lambda.CreateFunctionUrlConfig(input, request.call);
    },
    async change(_, request) {
      const gone = Object.keys(request.previousProperties);
      const defaults = pick({ Cors: {}, InvokeMode: 'BUFFERED' }, gone);
      const members = { ...targetOf(request), ...defaults, ...pick(request.properties, settingNames) };
      const input = await operationInput(lambdaApi, 'UpdateFunctionUrlConfig', members);
      await lambda.UpdateFunctionUrlConfig(input, request.call);
    },
    async remove(_, request) {
      await lambda.DeleteFunctionUrlConfig(targetOf(request), request.call);
    },
    async attributesOf(_, request) {
      const { FunctionArn = '', FunctionUrl = '' } = await lambda.GetFunctionUrlConfig(targetOf(request), request.call);
      return { FunctionArn, FunctionUrl };
    },
  });
}

function targetOf({ properties }: ResourceRequest) {
  const { functionName, qualifier } = parseFunctionText(requireText(properties, 'TargetFunctionArn'));
  const Qualifier = readText(properties, 'Qualifier') ?? qualifier;
  return { FunctionName: functionName, ...(Qualifier !== undefined && { Qualifier }) };
}
