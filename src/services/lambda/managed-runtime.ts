import type { RequestContext } from '../../aws/caller.ts';
import type { Stored } from '../../storage/documents.ts';
import type { LambdaContext } from './context.ts';
import { functionNotFound, invalidParameter } from './errors.ts';
import { findVersion, requireFunction } from './records.ts';
import { describeFunction, describeVersion } from './resources/describe-function.ts';
import { functionArn, parseFunctionReference, qualifierKind } from './resources/function-reference.ts';
import type { FunctionRecord, VersionRecord } from './resources/function.ts';

export interface ManagedRuntime {
  readonly arn: string;
  /** ARN of the build that runs it; functions of package type Image have none. */
  readonly build: string | undefined;
  readonly stored: Stored<FunctionRecord | VersionRecord>;
}

/** `$LATEST` or the published version whose runtime is to be managed. */
export async function requireManagedRuntime(
  input: { readonly FunctionName: string | undefined; readonly Qualifier?: string | undefined },
  { store: { documents } }: LambdaContext,
  request: RequestContext,
): Promise<ManagedRuntime> {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const { owner, name, qualifier = '$LATEST' } = reference;
  const arn = functionArn(owner, name, reference.qualifier);
  const stored = await requireFunction(documents, reference);
  switch (qualifierKind(qualifier)) {
    case 'latest': {
      const { runtimeManagement: _pinned, ...unpinned } = stored.value;
      return { arn, build: describeFunction(unpinned).RuntimeVersionConfig?.RuntimeVersionArn, stored };
    }
    case 'version': {
      const version = await findVersion(documents, owner, name, qualifier);
      if (version === undefined) throw functionNotFound(arn);
      return { arn, build: describeVersion(version.value).RuntimeVersionConfig?.RuntimeVersionArn, stored: version };
    }
    case 'alias':
      throw invalidParameter(`Runtime management is of $LATEST and of published versions, not of aliases: ${arn}`);
  }
}
