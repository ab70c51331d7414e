/** Resource types of what a service keeps under a name, and makes and changes at once. */
import type { JsonObject } from '../../template/json.ts';
import { createOnce } from './create-once.ts';
import { requireKnown } from './property-readers.ts';
import type { CreateRequest, DeleteRequest, ResourceRequest, ResourceType, UpdateRequest } from './resource-type.ts';
import { replacementBySchema } from './resource-types/schemas.ts';

export interface NamedType {
  readonly typeName: string;
  readonly serviceName: string;
  readonly isTaggable?: boolean;
  readonly attributeNames: readonly string[];
  /** Every property of the type that Serin carries out. */
  readonly properties: readonly string[];
  /** For properties whose change makes another resource in some cases alone. */
  readonly mustReplace?: NonNullable<ResourceType['mustReplace']>;
  /** The physical ID: the same in all calls of an act. */
  idOf(request: CreateRequest): string;
  exists(id: string, request: CreateRequest): Promise<boolean>;
  /** The sentence for an ID that is taken. Left out: that of AWS's own types. */
  taken?(id: string, request: CreateRequest): string;
  /** Goes on with what an earlier call may have made. */
  make(id: string, request: CreateRequest): Promise<void>;
  change?(id: string, request: UpdateRequest): Promise<void>;
  remove(id: string, request: DeleteRequest): Promise<void>;
  attributesOf(id: string, request: ResourceRequest): Promise<JsonObject> | JsonObject;
  /** What of the resource Serin only records, as a sentence for whoever reads the stack's events. */
  noteOf?(id: string, request: ResourceRequest): Promise<string | undefined>;
}

export function createNamedType(spec: NamedType): ResourceType {
  const { typeName, serviceName, isTaggable = false, attributeNames, properties } = spec;
  const done = async (physicalId: string, request: ResourceRequest) => {
    const note = await spec.noteOf?.(physicalId, request);
    const attributes = await spec.attributesOf(physicalId, request);
    return { kind: 'done', physicalId, attributes, ...(note !== undefined && { note }) } as const;
  };
  const { change } = spec;
  return {
    typeName,
    serviceName,
    isTaggable,
    attributeNames,
    replacementOf: replacementBySchema(typeName),
    ...(spec.mustReplace && { mustReplace: spec.mustReplace }),
    async create(request) {
      requireKnown(request.properties, properties);
      const id = spec.idOf(request);
      return createOnce(request, {
        physicalId: id,
        exists: () => spec.exists(id, request),
        takenMessage:
          spec.taken?.(id, request) ?? `Resource of type '${typeName}' with identifier '${id}' already exists.`,
        async create() {
          await spec.make(id, request);
          return done(id, request);
        },
      });
    },
    ...(change !== undefined && {
      async update(request: UpdateRequest) {
        requireKnown(request.properties, properties);
        await change(request.physicalId, request);
        return done(request.physicalId, request);
      },
    }),
    async delete(request) {
      const { physicalId, attributes } = request;
      await spec.remove(physicalId, request);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

/** How a service's own words stand where a handler hands them on. */
export const inServiceFrame = (
  text: string,
  { serviceName, status }: { readonly serviceName: string; readonly status: number },
  { requestToken }: ResourceRequest,
): string => `${text} (Service: ${serviceName}, Status Code: ${status}, Request ID: ${requestToken})`;
