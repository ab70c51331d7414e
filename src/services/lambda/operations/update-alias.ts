import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { readRoutable, touch } from '../alias-versions.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { refuse, requireRevision, resourceNotFound } from '../errors.ts';
import { findAlias } from '../records.ts';
import { parseAdditional, whyNotRoutable } from '../resources/alias-routing.ts';
import { describeAlias } from '../resources/describe-alias.ts';
import { functionArn, parseFunctionReference, type FunctionReference } from '../resources/function-reference.ts';
import type { AliasRecord } from '../resources/function.ts';
import { aliasKey } from '../resources/keys.ts';
import type { AliasConfiguration, Request } from '../wire.ts';

type Input = Request<'UpdateAlias'>;

/** Points an alias at another version, or splits its calls between two. What the request leaves out stays. */
export async function updateAlias(
  input: Input,
  { caller }: RequestContext,
  context: LambdaContext,
): Promise<AliasConfiguration> {
  const { owner, name } = parseFunctionReference(input.FunctionName, input.Name, caller);
  return await retryOnConflict(() => update(input, { owner, name }, context));
}

async function update(
  input: Input,
  { owner, name }: FunctionReference,
  { store, random }: LambdaContext,
): Promise<AliasConfiguration> {
  const aliasName = input.Name ?? '';
  const stored = await findAlias(store.documents, owner, name, aliasName);
  if (stored === undefined) throw resourceNotFound(`Alias not found: ${functionArn(owner, name, aliasName)}`);
  requireRevision(stored.value, input.RevisionId);
  const changed = merge(stored.value, input, random.uuid());
  const routable = await readRoutable(store.documents, { owner, name }, changed);
  refuse(whyNotRoutable(changed, routable.find, functionArn(owner, name)));
  const key = aliasKey(owner, name, aliasName);
  const isMoved =
    changed.functionVersion !== stored.value.functionVersion ||
    changed.additional?.version !== stored.value.additional?.version;
  await store.documents.write([
    { kind: 'put', key, value: changed, ifRevision: stored.revision },
    // Versions that the alias names already cannot be deleted under it.
    ...(isMoved ? touch(routable.read) : []),
  ]);
  return describeAlias(changed);
}

function merge(before: AliasRecord, input: Input, revisionId: string): AliasRecord {
  const { additional: kept, ...rest } = before;
  const additional =
    input.RoutingConfig === undefined ? kept : parseAdditional(input.RoutingConfig.AdditionalVersionWeights);
  if (additional instanceof ApiError) throw additional;
  return {
    ...rest,
    functionVersion: input.FunctionVersion ?? before.functionVersion,
    description: input.Description ?? before.description,
    ...(additional && { additional }),
    revisionId,
  };
}
