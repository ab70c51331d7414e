import { lambda as lambdaApi } from '../../../api/lambda.ts';
import { isJsonObject, type JsonValue } from '../../../template/json.ts';
import { parseFunctionText } from '../lambda-names.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'lambda'>;

const settingNames = [
  'Action',
  'EventSourceToken',
  'FunctionName',
  'FunctionUrlAuthType',
  'InvokedViaFunctionUrl',
  'Principal',
  'PrincipalOrgID',
  'SourceAccount',
  'SourceArn',
];

/** A statement in the policy of a function, or of the version or alias that `FunctionName` names. */
export function createPermissionType({ lambda }: Clients): ResourceType {
  const exists = async (sid: string, { properties, call }: ResourceRequest): Promise<boolean> => {
    const { functionName, qualifier } = parseFunctionText(requireText(properties, 'FunctionName'));
    const target = { FunctionName: functionName, ...(qualifier !== undefined && { Qualifier: qualifier }) };
    const found = await findOrNone(() => lambda.GetPolicy(target, call));
    return found?.Policy !== undefined && hasStatement(found.Policy, sid);
  };
  return createNamedType({
    typeName: 'AWS::Lambda::Permission',
    serviceName: 'Lambda',
    attributeNames: ['Id'],
    properties: settingNames,
    idOf: (request) => physicalName(request, { lengthMax: 100, letters: 'mixed', randomLength: 12 }),
    exists,
    async make(StatementId, request) {
      if (await exists(StatementId, request)) return;
      const members = { StatementId, ...pick(request.properties, settingNames) };
      await lambda.AddPermission(await operationInput(lambdaApi, 'AddPermission', members), request.call);
    },
    async remove(StatementId, { properties, call }) {
      const { functionName, qualifier } = parseFunctionText(requireText(properties, 'FunctionName'));
      await lambda.RemovePermission(
        { FunctionName: functionName, StatementId, ...(qualifier !== undefined && { Qualifier: qualifier }) },
        call,
      );
    },
    attributesOf: (id) => ({ Id: id }),
  });
}

function hasStatement(policy: string, sid: string): boolean {
  const document = JSON.parse(policy) as JsonValue;
  const statements = isJsonObject(document) ? document['Statement'] : undefined;
  return Array.isArray(statements) && statements.some((one: JsonValue) => isJsonObject(one) && one['Sid'] === sid);
}
