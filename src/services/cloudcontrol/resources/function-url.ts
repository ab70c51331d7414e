/** `AWS::Lambda::Url`: known by the ARN of the function or alias that it leads to; a name will do as well. */
import type { LambdaOperations } from '../../../api/lambda.ts';

type FunctionUrl = LambdaOperations['GetFunctionUrlConfig']['output'];

export const functionUrlType = 'AWS::Lambda::Url';

/** The properties that the type's schema has. The function and the alias are told apart in the ARN alone. */
export function describeFunctionUrl({ FunctionArn = '', ...url }: FunctionUrl): Readonly<Record<string, unknown>> {
  const [qualifier] = FunctionArn.split(':').slice(7);
  return {
    TargetFunctionArn: FunctionArn.split(':').slice(0, 7).join(':'),
    ...(qualifier !== undefined && { Qualifier: qualifier }),
    AuthType: url.AuthType,
    InvokeMode: url.InvokeMode,
    FunctionUrl: url.FunctionUrl,
    FunctionArn,
    ...(url.Cors !== undefined && { Cors: url.Cors }),
  };
}
