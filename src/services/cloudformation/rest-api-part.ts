/**
 * Resource types of what belongs to a REST API. The service gives the IDs, and gives the same to the
 * same act: a creation that is repeated after a crash finds what it has made.
 */
import { requireKnown } from './property-readers.ts';
import type { CreateRequest, DeleteRequest, Properties, ResourceType, UpdateRequest } from './resource-type.ts';
import { replacementBySchema } from './resource-types/schemas.ts';

export interface RestApiPart {
  readonly typeName: string;
  readonly properties: readonly string[];
  /** The attribute that is the ID; left out: the type has none. */
  readonly idAttribute?: string;
  readonly isTaggable?: boolean;
  create(request: CreateRequest): Promise<string>;
  update(request: UpdateRequest): Promise<void>;
  remove(request: DeleteRequest): Promise<unknown>;
}

export function createRestApiPart(spec: RestApiPart): ResourceType {
  const { typeName, properties: names, idAttribute, isTaggable = false } = spec;
  const done = (physicalId: string) =>
    ({
      kind: 'done',
      physicalId,
      attributes: idAttribute === undefined ? {} : { [idAttribute]: physicalId },
    }) as const;
  return {
    typeName,
    serviceName: 'ApiGateway',
    isTaggable,
    attributeNames: idAttribute === undefined ? [] : [idAttribute],
    replacementOf: replacementBySchema(typeName),
    async create(request) {
      requireKnown(request.properties, names);
      return done(await spec.create(request));
    },
    async update(request) {
      requireKnown(request.properties, names);
      await spec.update(request);
      return done(request.physicalId);
    },
    async delete(request) {
      await spec.remove(request);
      return { kind: 'done', physicalId: request.physicalId, attributes: request.attributes };
    },
  };
}

export interface TextPatch {
  readonly op: 'replace' | 'remove' | 'add';
  readonly path: string;
  readonly value?: string;
}

/** Replaces what is there; `fallback` takes the place of what is there no more. */
export function textPatches(
  properties: Properties,
  previous: Properties,
  paths: readonly (readonly [name: string, path: string, fallback?: string])[],
): TextPatch[] {
  return paths.flatMap(([name, path, fallback]): TextPatch[] => {
    const value = properties[name];
    if (value !== undefined && value !== null)
      return [{ op: 'replace', path, value: typeof value === 'object' ? JSON.stringify(value) : String(value) }];
    return name in previous && fallback !== undefined ? [{ op: 'replace', path, value: fallback }] : [];
  });
}
