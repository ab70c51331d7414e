/** All types of SAM resources, each with the transform that expands it. */
import type { JsonValue } from './mutable-json.ts';
import { applicationTransform } from './resources/application.ts';
import { capacityProviderTransform } from './resources/capacity-provider.ts';
import { connectorTransform } from './resources/connector.ts';
import { functionTransform } from './resources/function/function.ts';
import { graphqlApiTransform } from './resources/graphql-api/graphql-api.ts';
import { httpApiTransform } from './resources/http-api/http-api.ts';
import { layerVersionTransform } from './resources/layer-version.ts';
import { restApiTransform } from './resources/rest-api/rest-api.ts';
import { simpleTableTransform } from './resources/simple-table.ts';
import { stateMachineTransform } from './resources/state-machine/state-machine.ts';
import { webSocketApiTransform } from './resources/web-socket-api.ts';
import type { SamResourceTransform } from './transform-scope.ts';

const transforms: readonly SamResourceTransform[] = [
  applicationTransform,
  capacityProviderTransform,
  connectorTransform,
  functionTransform,
  graphqlApiTransform,
  httpApiTransform,
  layerVersionTransform,
  restApiTransform,
  simpleTableTransform,
  stateMachineTransform,
  webSocketApiTransform,
];

const transformByType = new Map(transforms.map((transform) => [transform.type, transform]));

export function findTransform(type: JsonValue | undefined): SamResourceTransform | undefined {
  return typeof type === 'string' ? transformByType.get(type) : undefined;
}
