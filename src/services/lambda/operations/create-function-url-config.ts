import type { RequestContext } from '../../../aws/caller.ts';
import { findTarget } from '../attachment-target.ts';
import type { LambdaContext } from '../context.ts';
import { resourceConflict, resourceNotFound } from '../errors.ts';
import type { FunctionUrlRecord } from '../resources/attachments.ts';
import { functionArn, parseFunctionReference } from '../resources/function-reference.ts';
import { createUrlId, describeCreatedUrl, parseCors, requireUrlQualifier } from '../resources/function-url.ts';
import { urlKey } from '../resources/keys.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { Request, Response } from '../wire.ts';

/** Gives a function, or one of its aliases, an address of its own. */
export async function createFunctionUrlConfig(
  input: Request<'CreateFunctionUrlConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'CreateFunctionUrlConfig'>> {
  const { documents } = context.store;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const { owner, name } = reference;
  const qualifier = requireUrlQualifier(reference);
  const now = context.clock.now();
  const cors = parseCors(input.Cors);
  const record: FunctionUrlRecord = {
    functionName: name,
    qualifier,
    urlId: createUrlId(context.random),
    authType: input.AuthType ?? 'NONE',
    invokeMode: input.InvokeMode ?? 'BUFFERED',
    isInvokeModeGiven: input.InvokeMode !== undefined,
    ...(cors === undefined ? {} : { cors }),
    createdAt: now,
    lastModifiedAt: now,
  };
  return retryOnConflict(async () => {
    if ((await findTarget(documents, reference)) === undefined) throw resourceNotFound('Function does not exist');
    const key = urlKey(owner, name, qualifier);
    if ((await documents.get(key)) !== undefined) {
      const arn = functionArn(owner, name, reference.qualifier);
      throw resourceConflict(
        `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
      );
    }
    await documents.write([{ kind: 'put', key, value: record, ifRevision: 0 }]);
    return describeCreatedUrl(owner, record, request.origin);
  });
}
