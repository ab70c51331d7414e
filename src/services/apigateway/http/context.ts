import type { Apigatewayv2Operations } from '../../../api/apigatewayv2.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { ApiGatewayDependencies } from '../context.ts';

export type HttpApiContext = ApiGatewayDependencies;

export type HttpInput<Name extends keyof Apigatewayv2Operations> = Apigatewayv2Operations[Name]['input'];
export type HttpOutput<Name extends keyof Apigatewayv2Operations> = Apigatewayv2Operations[Name]['output'];

/** The shape of every function in `operations/`. */
export type HttpOperation<Name extends keyof Apigatewayv2Operations> = (
  input: HttpInput<Name>,
  context: HttpApiContext,
  request: RequestContext,
) => Promise<HttpOutput<Name>>;
