/** API Gateway's control plane: HTTP APIs (apigatewayv2) and REST APIs (apigateway) over what the data plane serves. */
import type { ApiGatewayDependencies } from './context.ts';
import { createHttpOperations } from './http/service.ts';
import { createRestOperations } from './rest/service.ts';
import type { ServedStageChange } from './served-stage.ts';
import { startServingProjection } from './serving-projection.ts';

export type ApiGatewayService = ReturnType<typeof createApiGatewayService>;

export function createApiGatewayService(dependencies: ApiGatewayDependencies) {
  return {
    http: createHttpOperations(dependencies),
    rest: createRestOperations(dependencies),
    /**
     * Sends what is served: all that is stored, and from then on each change before the request that
     * made it is answered. `emit` must not throw.
     */
    startServing: (emit: (change: ServedStageChange) => void): Promise<Disposable> =>
      startServingProjection(dependencies.store.documents, emit),
  };
}
