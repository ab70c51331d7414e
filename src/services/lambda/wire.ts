/** Lambda's requests and answers by operation, as the API's own types have them. */
import type { LambdaOperations } from '../../api/lambda.ts';

export type Request<Name extends keyof LambdaOperations> = LambdaOperations[Name]['input'];
export type Response<Name extends keyof LambdaOperations> = LambdaOperations[Name]['output'];

export type FunctionConfiguration = Response<'GetFunctionConfiguration'>;
export type AliasConfiguration = Response<'GetAlias'>;
