import type { HttpOperation } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { changeApi, requireApi, requirePart } from '../records.ts';
import type { HttpApiRecord } from '../resources/http-api.ts';

export const getTags: HttpOperation<'GetTags'> = async (input, context, { caller }) => {
  const { apiId, stageName } = parseResource(input.ResourceArn);
  const { value: api } = await requireApi(context, caller, apiId);
  return {
    Tags: (stageName === undefined ? api.settings.Tags : requirePart(api.stages, 'Stage', stageName).Tags) ?? {},
  };
};

export const tagResource: HttpOperation<'TagResource'> = async (input, context, request) => {
  const { apiId, stageName } = parseResource(input.ResourceArn);
  return changeApi(context, request, apiId, (api) => ({
    api: withTags(api, stageName, (tags) => ({ ...tags, ...input.Tags })),
    result: {},
  }));
};

export const untagResource: HttpOperation<'UntagResource'> = async (input, context, request) => {
  const { apiId, stageName } = parseResource(input.ResourceArn);
  const gone = new Set(input.TagKeys);
  return changeApi(context, request, apiId, (api) => ({
    api: withTags(api, stageName, (tags) => Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key)))),
    result: {},
  }));
};

type Tags = Record<string, string>;

function withTags(api: HttpApiRecord, stageName: string | undefined, change: (tags: Tags) => Tags): HttpApiRecord {
  if (stageName === undefined) return { ...api, settings: { ...api.settings, Tags: change(api.settings.Tags ?? {}) } };
  const stage = requirePart(api.stages, 'Stage', stageName);
  return { ...api, stages: { ...api.stages, [stageName]: { ...stage, Tags: change(stage.Tags ?? {}) } } };
}

/** `arn:aws:apigateway:us-east-1::/apis/{id}`, or with `/stages/{name}` behind it. */
function parseResource(arn: string | undefined): { readonly apiId: string; readonly stageName?: string } {
  const [, resource] = /^arn:[^:]+:apigateway:[^:]*::(\/.+)$/.exec(arn ?? '') ?? [];
  if (resource === undefined) throw badRequest(`Invalid resource ARN: ${arn ?? ''}`);
  const [, apiId, stageName] = /^\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(resource) ?? [];
  if (apiId === undefined) throw notFound(`Invalid resource identifier specified ${resource}`);
  return stageName === undefined ? { apiId } : { apiId, stageName };
}
