/** For tests: things that a resource type makes, changes and deletes, and that remember how it went. */
import { ApiError } from '../../aws/api-error.ts';
import type { JsonObject } from '../../template/json.ts';
import { createOnce } from './create-once.ts';
import { physicalName } from './physical-name.ts';
import { readNumber, readText } from './property-readers.ts';
import type { CreateRequest, Progress, ResourceType, UpdateRequest } from './resource-type.ts';

export interface Thing {
  readonly properties: JsonObject;
}

/**
 * `Test::Thing`: `Name` is fixed at its creation, `Value` is free, `FailOn` names an act that fails,
 * `Seconds` is how long each act takes. `Test::Slow` is the same, and can be asked to give up.
 */
export class TestWorld {
  readonly things = new Map<string, Thing>();
  /** What was done, in order: `create a`, `update a`, `delete a`. */
  readonly deeds: string[] = [];
  /** Thrown by the next calls, instead of anything being done. */
  readonly faults: Error[] = [];
  /** Whatever this says of an act fails it. */
  fails: (act: string, name: string) => boolean = () => false;

  get types(): readonly ResourceType[] {
    return [
      this.#type('Test::Service::Thing'),
      { ...this.#type('Test::Service::Slow'), cancel: (request) => this.#cancel(request) },
    ];
  }

  #type(typeName: string): ResourceType {
    return {
      typeName,
      serviceName: 'Test',
      isTaggable: true,
      attributeNames: ['Value', 'Arn'],
      replacementOf: (path) => (path === 'Name' ? 'Always' : 'Never'),
      create: (request) => this.#create(request),
      update: (request) => this.#update(request),
      delete: async (request) => {
        this.#fault();
        const { physicalId } = request;
        if (!this.things.has(physicalId)) throw new ApiError('ResourceNotFoundException', 'Gone');
        this.#refuse('delete', physicalId, request.properties);
        this.things.delete(physicalId);
        this.deeds.push(`delete ${physicalId}`);
        return { kind: 'done', physicalId, attributes: {} };
      },
    };
  }

  async #create(request: CreateRequest): Promise<Progress> {
    this.#fault();
    const { properties } = request;
    const name = readText(properties, 'Name') ?? physicalName(request, { lengthMax: 64 });
    return createOnce(request, {
      physicalId: name,
      exists: async () => this.things.has(name),
      takenMessage: `${name} already exists`,
      create: async () => {
        if (request.physicalId !== undefined) return done(name, properties);
        this.#refuse('create', name, properties);
        if (!this.things.has(name)) {
          this.things.set(name, { properties });
          this.deeds.push(`create ${name}`);
        }
        const seconds = readNumber(properties, 'Seconds') ?? 0;
        if (seconds === 0) return done(name, properties);
        return { kind: 'in-progress', physicalId: name, callbackContext: { isMade: true }, delayMs: seconds * 1000 };
      },
    });
  }

  async #update({ physicalId, properties, callbackContext, isRollback }: UpdateRequest): Promise<Progress> {
    this.#fault();
    if (!this.things.has(physicalId)) throw new ApiError('ResourceNotFoundException', 'Gone');
    const seconds = isRollback ? 0 : (readNumber(properties, 'Seconds') ?? 0);
    if (callbackContext === undefined && seconds > 0) {
      this.#refuse('update', physicalId, properties);
      const note = `Deployment of ${physicalId} started`;
      return { kind: 'in-progress', callbackContext: { isBegun: true }, delayMs: seconds * 1000, note };
    }
    this.#refuse(isRollback ? 'restore' : 'update', physicalId, properties);
    this.things.set(physicalId, { properties });
    this.deeds.push(`${isRollback ? 'restore' : 'update'} ${physicalId}`);
    return done(physicalId, properties);
  }

  async #cancel(request: UpdateRequest): Promise<Progress> {
    this.deeds.push(`cancel ${request.physicalId}`);
    return { kind: 'failed', message: 'given up', code: 'NotStabilized' };
  }

  #fault(): void {
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
  }

  #refuse(act: string, name: string, properties: JsonObject): void {
    if (properties['FailOn'] === act || this.fails(act, name))
      throw new ApiError('InvalidParameterException', `${act} of ${name} is refused`);
  }
}

const done = (name: string, properties: JsonObject): Progress => ({
  kind: 'done',
  physicalId: name,
  attributes: { Value: properties['Value'] ?? '', Arn: `arn:test:${name}` },
});
