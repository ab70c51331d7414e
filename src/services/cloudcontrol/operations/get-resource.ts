import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { CloudcontrolContext, CloudcontrolInput, CloudcontrolOperation } from '../context.ts';
import { handlerFailure, typeNotFound, unsupportedRead } from '../errors.ts';
import { describeFunctionUrl, functionUrlType } from '../resources/function-url.ts';

/** Tells a resource's properties, as the schema of its type has them. Function URLs alone can be read. */
export const getResource: CloudcontrolOperation<'GetResource'> = async (input, context, request) => {
  const { TypeName = '', Identifier = '', TypeVersionId } = input;
  // Versions are what private types have, and there are none here.
  if (TypeVersionId !== undefined || !context.isType(TypeName)) throw typeNotFound(TypeName);
  if (TypeName !== functionUrlType) throw unsupportedRead(TypeName);
  const properties = await readFunctionUrl(input, context, request);
  return { TypeName, ResourceDescription: { Identifier, Properties: JSON.stringify(properties) } };
};

async function readFunctionUrl(
  { Identifier }: CloudcontrolInput<'GetResource'>,
  { lambda, random }: CloudcontrolContext,
  request: RequestContext,
) {
  try {
    return describeFunctionUrl(await lambda.GetFunctionUrlConfig({ FunctionName: Identifier }, request));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw handlerFailure(error, { typeName: functionUrlType, requestToken: random.uuid() });
  }
}
