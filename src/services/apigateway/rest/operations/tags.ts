import type { Documents, Stored } from '../../../../storage/documents.ts';
import type { RestOperation } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { put, retryConflicts } from '../records.ts';
import { apiKey, type Owner, stageKey, usageKeyKey, usagePlanKey } from '../resources/keys.ts';

type Tags = Readonly<Record<string, string>>;
type Tagged = { readonly tags: Tags };

export const tagResource: RestOperation<'TagResource'> = async (input, { store }, { caller }) => {
  await change(store.documents, caller, input.resourceArn, (tags) => ({ ...tags, ...input.tags }));
  return {};
};

export const untagResource: RestOperation<'UntagResource'> = async (input, { store }, { caller }) => {
  const gone = new Set(input.tagKeys);
  await change(store.documents, caller, input.resourceArn, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))),
  );
  return {};
};

export const getTags: RestOperation<'GetTags'> = async ({ resourceArn }, { store }, { caller }) => ({
  tags: (await require(store.documents, caller, resourceArn)).value.tags,
});

/** By ARN: `arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/prod`. */
async function require(documents: Documents, owner: Owner, resourceArn: string | undefined): Promise<Stored<Tagged>> {
  const [, path = ''] = /^arn:[^:]+:apigateway:[^:]*::(\/.+)$/.exec(resourceArn ?? '') ?? [];
  const key = keyOf(owner, path.split('/').slice(1));
  const stored = key === undefined ? undefined : await documents.get<Tagged>(key);
  if (stored === undefined) throw notFound('Resource');
  return stored;
}

function keyOf(owner: Owner, [collection, id, part, name]: readonly string[]): string | undefined {
  if (id === undefined) return undefined;
  switch (collection ?? '') {
    case 'restapis':
      return part === 'stages' && name !== undefined ? stageKey(owner, id, name) : apiKey(owner, id);
    case 'apikeys':
      return usageKeyKey(owner, id);
    case 'usageplans':
      return usagePlanKey(owner, id);
    default:
      return undefined;
  }
}

function change(
  documents: Documents,
  owner: Owner,
  resourceArn: string | undefined,
  decide: (tags: Tags) => Tags,
): Promise<void> {
  return retryConflicts(async () => {
    const { key, revision, value } = await require(documents, owner, resourceArn);
    const tags = decide(value.tags);
    // AWS's text is not known.
    if (Object.keys(tags).length > 50) throw badRequest('Cannot have more than 50 tags');
    await documents.write([put(key, { ...value, tags }, revision)]);
  });
}
