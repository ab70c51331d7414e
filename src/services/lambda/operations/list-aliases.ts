import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { formatMarker, parseMarker } from '../marker-page.ts';
import { pageSize } from '../page-size.ts';
import { requireFunction } from '../records.ts';
import { describeAlias } from '../resources/describe-alias.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import type { AliasRecord } from '../resources/function.ts';
import { aliasesPrefix } from '../resources/keys.ts';
import type { AliasConfiguration, Request, Response } from '../wire.ts';

/** A function's aliases by name; with `FunctionVersion`, those whose primary version it is. */
export async function listAliases(
  input: Request<'ListAliases'>,
  { caller }: RequestContext,
  { store }: LambdaContext,
): Promise<Response<'ListAliases'>> {
  const reference = parseFunctionReference(input.FunctionName, undefined, caller);
  await requireFunction(store.documents, reference);
  const prefix = aliasesPrefix(reference.owner, reference.name);
  const limit = pageSize(input.MaxItems);
  const aliases: AliasConfiguration[] = [];
  let after = input.Marker === undefined ? undefined : prefix + parseMarker(input.Marker);
  for (;;) {
    const page = await store.documents.list<AliasRecord>({
      prefix,
      limit: limit + 1,
      ...(after !== undefined && { after }),
    });
    for (const { key, value } of page.documents) {
      if (input.FunctionVersion !== undefined && value.functionVersion !== input.FunctionVersion) continue;
      // The marker names the last alias given, and is given only where another one follows.
      if (aliases.length === limit)
        return { Aliases: aliases, NextMarker: formatMarker((after ?? prefix).slice(prefix.length)) };
      aliases.push(describeAlias(value));
      after = key;
    }
    if (page.next === undefined) return { Aliases: aliases };
    after = page.next;
  }
}
