import type { RequestContext } from '../../../aws/caller.ts';
import type { Request, Response } from '../wire.ts';
import type { LambdaContext } from '../context.ts';
import { requireTarget, type Target } from '../records.ts';
import { describeFunction, describeVersion } from '../resources/describe-function.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { shownSettings } from '../resources/function-state.ts';
import type { FunctionSettings } from '../resources/function.ts';

/** A function's or a version's configuration, where to download its code, its tags and its reserve. */
export async function getFunction(
  input: Request<'GetFunction'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetFunction'>> {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const target = await requireTarget(context.store.documents, reference);
  const { tags, reservedConcurrency } = target.function;
  return {
    Configuration: describeTarget(target, reference.qualifier),
    Code: describeCode(settingsOf(target), request, context),
    // AWS tells them of the function alone, though a version is asked for with all else.
    ...(Object.keys(tags).length > 0 && target.kind === 'latest' && { Tags: { ...tags } }),
    ...(reservedConcurrency !== undefined && { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
}

/** The configuration of what a qualifier led to; the ARN ends in the qualifier as it was given. */
export function describeTarget(
  target: Target,
  qualifier: string | undefined,
): NonNullable<Response<'GetFunction'>['Configuration']> {
  return target.kind === 'latest'
    ? describeFunction(target.function, qualifier)
    : describeVersion(target.version, qualifier);
}

const settingsOf = (target: Target): FunctionSettings =>
  target.kind === 'latest' ? shownSettings(target.function) : target.version.settings;

function describeCode(
  { code }: FunctionSettings,
  request: RequestContext,
  context: LambdaContext,
): NonNullable<Response<'GetFunction'>['Code']> {
  return {
    RepositoryType: 'S3',
    Location: context.packageUrl(code.blob, request),
    ...(code.sourceKmsKeyArn !== undefined && { SourceKMSKeyArn: code.sourceKmsKeyArn }),
  };
}
