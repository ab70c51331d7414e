/**
 * Resource types of what an HTTP API has several of. The service gives the IDs, and gives the same to
 * the same act: a creation that is repeated after a crash finds what it has made.
 */
import type { Apigatewayv2Operations } from '../../api/apigatewayv2.ts';
import { apigatewayv2 } from '../../api/apigatewayv2.ts';
import type { JsonObject } from '../../template/json.ts';
import { type InputOf, operationInput } from './operation-input.ts';
import { randomText } from './physical-name.ts';
import { pick, readObject, requireKnown, requireText } from './property-readers.ts';
import { isRecordedApi, recordedApiNote } from './recorded-apis.ts';
import type { CreateRequest, DeleteRequest, ResourceRequest, ResourceType, UpdateRequest } from './resource-type.ts';
import { replacementBySchema } from './resource-types/schemas.ts';

type Operations = Apigatewayv2Operations;
type Part = 'Authorizer' | 'Deployment' | 'Integration' | 'Route' | 'Stage';

export interface HttpApiPart<Name extends Part> {
  readonly part: Name;
  /** The properties that the operations take beside `ApiId`. */
  readonly properties: readonly string[];
  /** What a property stands for once a template no longer has it. */
  readonly defaults: JsonObject;
  /** Properties that only the creation takes. */
  readonly createOnly?: readonly string[];
  readonly attributeNames: readonly string[];
  readonly isTaggable?: boolean;
  create(input: InputOf<Operations, `Create${Name}`>, request: CreateRequest): Promise<string | undefined>;
  update(id: string, members: JsonObject, request: UpdateRequest): Promise<void>;
  remove(id: string, apiId: string, request: DeleteRequest): Promise<unknown>;
}

export function createHttpApiPart<Name extends Part>(spec: HttpApiPart<Name>): ResourceType {
  const typeName = `AWS::ApiGatewayV2::${spec.part}`;
  const names = ['ApiId', ...spec.properties, ...(spec.isTaggable === true ? ['Tags'] : [])];
  const isTaggable = spec.isTaggable === true;
  const done = (physicalId: string) =>
    ({
      kind: 'done',
      physicalId,
      attributes: Object.fromEntries(spec.attributeNames.map((name) => [name, physicalId])),
    }) as const;
  return {
    typeName,
    serviceName: 'ApiGatewayV2',
    isTaggable,
    attributeNames: spec.attributeNames,
    replacementOf: replacementBySchema(typeName),
    async create(request) {
      const { properties } = request;
      if (isRecordedApi(requireText(properties, 'ApiId')))
        return { ...done(recordedIdOf(request)), note: recordedApiNote };
      requireKnown(properties, names);
      const members = { ...pick(properties, names), ...(isTaggable && { Tags: tagsOf(request) }) };
      const operation = `Create${spec.part}` as const;
      const input = await operationInput(apigatewayv2, operation, members);
      return done((await spec.create(input, request)) ?? '');
    },
    async update(request) {
      const { physicalId, properties, previousProperties } = request;
      if (isRecordedApi(requireText(properties, 'ApiId'))) return done(physicalId);
      requireKnown(properties, names);
      const changeable = spec.properties.filter((name) => spec.createOnly?.includes(name) !== true);
      const gone = changeable.filter((name) => name in previousProperties && !(name in properties));
      await spec.update(physicalId, { ...pick(spec.defaults, gone), ...pick(properties, changeable) }, request);
      return done(physicalId);
    },
    async delete(request) {
      const { physicalId, properties, attributes } = request;
      const apiId = requireText(properties, 'ApiId');
      if (!isRecordedApi(apiId)) await spec.remove(physicalId, apiId, request);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

/** A stage has a name; all else gets an ID. */
function recordedIdOf({ properties, requestToken }: ResourceRequest): string {
  const { StageName: name } = properties;
  return typeof name === 'string' ? name : randomText(requestToken, 7, 'abcdefghijklmnopqrstuvwxyz0123456789');
}

/** Tags of APIs and stages are a table; the stack's stand among them. */
export function tagsOf({ properties, stackTags }: Pick<ResourceRequest, 'properties' | 'stackTags'>): JsonObject {
  const own = readObject(properties, 'Tags') ?? {};
  return { ...Object.fromEntries(stackTags.map(({ key, value }) => [key, value])), ...own };
}

/** Which tags a change takes away. */
export function goneTags(request: UpdateRequest): string[] {
  const wanted = tagsOf(request);
  const before = tagsOf({ properties: request.previousProperties, stackTags: request.previousStackTags });
  return Object.keys(before).filter((key) => !(key in wanted));
}
