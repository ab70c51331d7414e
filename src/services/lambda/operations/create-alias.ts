import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { readRoutable, touch } from '../alias-versions.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { invalidParameter, refuse, resourceConflict } from '../errors.ts';
import { findAlias } from '../records.ts';
import { parseAdditional, whyNotRoutable, type Routing } from '../resources/alias-routing.ts';
import { describeAlias } from '../resources/describe-alias.ts';
import { functionArn, parseFunctionReference, type FunctionReference } from '../resources/function-reference.ts';
import type { AliasRecord } from '../resources/function.ts';
import { aliasKey } from '../resources/keys.ts';
import type { AliasConfiguration, Request } from '../wire.ts';

type Input = Request<'CreateAlias'>;

/** Creates an alias of one version, or of two that share its calls. */
export async function createAlias(
  input: Input,
  { caller }: RequestContext,
  context: LambdaContext,
): Promise<AliasConfiguration> {
  const reference = parseFunctionReference(input.FunctionName, undefined, caller);
  if (reference.qualifier !== undefined) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const additional = parseAdditional(input.RoutingConfig?.AdditionalVersionWeights);
  if (additional instanceof ApiError) throw additional;
  const routing = { functionVersion: input.FunctionVersion ?? '', ...(additional && { additional }) };
  const alias = newAlias(input, reference, routing, context);
  return await retryOnConflict(() => putAlias(alias, reference, context));
}

function newAlias(
  input: Input,
  { owner, name }: FunctionReference,
  routing: Routing,
  { random }: LambdaContext,
): AliasRecord {
  return {
    ...owner,
    functionName: name,
    name: input.Name ?? '',
    description: input.Description ?? '',
    ...routing,
    revisionId: random.uuid(),
  };
}

async function putAlias(
  alias: AliasRecord,
  { owner, name }: FunctionReference,
  { store }: LambdaContext,
): Promise<AliasConfiguration> {
  const routable = await readRoutable(store.documents, { owner, name }, alias);
  refuse(whyNotRoutable(alias, routable.find, functionArn(owner, name)));
  if ((await findAlias(store.documents, owner, name, alias.name)) !== undefined) {
    throw resourceConflict(`Alias already exists: ${functionArn(owner, name, alias.name)}`);
  }
  const key = aliasKey(owner, name, alias.name);
  await store.documents.write([{ kind: 'put', key, value: alias, ifRevision: 0 }, ...touch(routable.read)]);
  return describeAlias(alias);
}
