/** HTTP APIs: each operation of apigatewayv2 beside the function that does it. */
import type { Apigatewayv2Operations } from '../../../api/apigatewayv2.ts';
import type { Handlers } from '../../../api/service.ts';
import type { ApiGatewayDependencies } from '../context.ts';

export function createHttpOperations(_dependencies: ApiGatewayDependencies) {
  return {} satisfies Handlers<Apigatewayv2Operations>;
}
