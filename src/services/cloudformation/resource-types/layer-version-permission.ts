import { lambda as lambdaApi } from '../../../api/lambda.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { pick, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';
import { parseLayerVersion } from './layer-version.ts';

type Clients = Pick<ResourceClients, 'lambda'>;

const settingNames = ['Action', 'OrganizationId', 'Principal'];

/** Known as `<layer version>#<statement>`. */
export function createLayerVersionPermissionType({ lambda }: Clients): ResourceType {
  const exists = async (id: string, request: ResourceRequest): Promise<boolean> => {
    const { LayerName, VersionNumber } = targetOf(request);
    const found = await findOrNone(() => lambda.GetLayerVersionPolicy({ LayerName, VersionNumber }, request.call));
    return found?.Policy?.includes(`"${statementOf(id)}"`) === true;
  };
  return createNamedType({
    typeName: 'AWS::Lambda::LayerVersionPermission',
    serviceName: 'Lambda',
    attributeNames: ['Id'],
    properties: [...settingNames, 'LayerVersionArn'],
    idOf: ({ properties, requestToken }) => `${requireText(properties, 'LayerVersionArn')}#${requestToken}`,
    exists,
    async make(id, request) {
      if (await exists(id, request)) return;
      const members = { ...targetOf(request), StatementId: statementOf(id), ...pick(request.properties, settingNames) };
      const input = await operationInput(lambdaApi, 'AddLayerVersionPermission', members);
      await lambda.AddLayerVersionPermission(input, request.call);
    },
    async remove(id, request) {
      await lambda.RemoveLayerVersionPermission({ ...targetOf(request), StatementId: statementOf(id) }, request.call);
    },
    attributesOf: (id) => ({ Id: id }),
  });
}

const statementOf = (id: string): string => id.slice(id.indexOf('#') + 1);

function targetOf({ properties }: ResourceRequest) {
  const { layerName, version } = parseLayerVersion(requireText(properties, 'LayerVersionArn'));
  return { LayerName: layerName, VersionNumber: version };
}
