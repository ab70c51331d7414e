import type { ApigatewayOperations } from '../../../api/apigateway.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { ApiGatewayDependencies } from '../context.ts';

export type RestInput<Name extends keyof ApigatewayOperations> = ApigatewayOperations[Name]['input'];
export type RestOutput<Name extends keyof ApigatewayOperations> = ApigatewayOperations[Name]['output'];

/** The shape of every function in `operations/`. */
export type RestOperation<Name extends keyof ApigatewayOperations> = (
  input: RestInput<Name>,
  context: ApiGatewayDependencies,
  request: RequestContext,
) => Promise<RestOutput<Name>>;
