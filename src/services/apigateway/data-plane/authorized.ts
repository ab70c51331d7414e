import type { AuthorizerContext } from './http-call.ts';
import type { ApiResponse } from './stage-executor.ts';

/** What an authorizer decided about a request. */
export type Authorized =
  | { readonly kind: 'allowed'; readonly context: AuthorizerContext }
  | { readonly kind: 'refused'; readonly response: ApiResponse };
