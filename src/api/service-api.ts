import { NormalizedSchema } from '@smithy/core/schema';
import { invariant } from '../invariant.ts';

export type Protocol = 'rest-json' | 'rest-xml' | 'json' | 'query' | 'smithy-rpc-v2-cbor';

/** What a value must satisfy, as the public service models say. */
export type Constraint =
  | { readonly structure: string }
  | {
      readonly type: string;
      readonly pattern?: string;
      readonly min?: number;
      readonly max?: number;
      readonly enum?: readonly string[];
      /** Values that AWS takes beside those that it names in a refusal. */
      readonly unnamed?: readonly string[];
      readonly notNull?: boolean;
      readonly member?: Constraint;
      readonly key?: Constraint;
      readonly value?: Constraint;
    };

export interface StructureConstraints {
  readonly required: readonly string[];
  readonly members: Readonly<Record<string, Constraint>>;
}

/** What tells a service's requests from another's, known without loading its operations. */
export interface ServiceIdentity {
  readonly name: string;
  readonly version: string;
  /** The service's name in a signature's credential scope. */
  readonly signingName: string;
  /** What precedes the operation's name in `X-Amz-Target`. */
  readonly targetPrefix?: string;
  readonly protocols: readonly Protocol[];
  readonly jsonVersion: string;
  readonly xmlNamespace?: string;
}

/** One service's operations as the generator writes them. Schemas refer to one another by `#Name`. */
export interface ServiceData {
  readonly service: string;
  readonly operations: Readonly<Record<string, readonly [traits: unknown, input: unknown, output: unknown]>>;
  readonly shapes: Readonly<Record<string, readonly unknown[]>>;
  readonly inputShapes: Readonly<Record<string, string>>;
  readonly constraints: Readonly<Record<string, StructureConstraints>>;
}

/** Where a REST operation is found: method, URI pattern and the status of success. */
export interface HttpBinding {
  readonly method: string;
  readonly uri: string;
  readonly code: number;
}

export interface ApiOperation {
  readonly service: string;
  readonly name: string;
  readonly http: HttpBinding | undefined;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

export interface ErrorShape {
  readonly name: string;
  /** The code on the wire: the query protocols may have one of their own. */
  readonly code: string;
  readonly httpStatus: number;
  readonly schema: NormalizedSchema;
}

export interface ServiceApi extends ServiceIdentity {
  readonly operationNames: readonly string[];
  findOperation(name: string): ApiOperation | undefined;
  findError(name: string): ErrorShape | undefined;
  /** The constraints of an operation's input, with those of the structures it refers to. */
  constraintsOf(operation: string): StructureConstraints | undefined;
  constraintsOfStructure(name: string): StructureConstraints | undefined;
}

type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** Brings the references between schemas back: `#Name` becomes a function that gives the shape. */
class SchemaGraph {
  readonly #shapes: ServiceData['shapes'];
  readonly #built = new Map<string, unknown[]>();

  constructor(shapes: ServiceData['shapes']) {
    this.#shapes = shapes;
  }

  resolve(reference: unknown): unknown {
    if (typeof reference === 'string' && reference.startsWith('#')) {
      const name = reference.slice(1);
      return () => this.#shape(name);
    }
    if (Array.isArray(reference)) return [this.resolve(reference[0]), reference[1]];
    return reference;
  }

  #shape(name: string): unknown[] {
    const known = this.#built.get(name);
    if (known !== undefined) return known;
    const data = this.#shapes[name];
    invariant(data !== undefined, `the schema ${name} is in the service's data`);
    const kind = data[0];
    const isStructure = kind === 3 || kind === 4 || kind === -3;
    const shape = data.slice(0, 4);
    this.#built.set(name, shape);
    if (isStructure) {
      const members: readonly unknown[] = Array.isArray(data[5]) ? data[5] : [];
      shape.push(
        data[4],
        members.map((member) => this.resolve(member)),
        data[6],
      );
    } else {
      shape.push(...data.slice(4).map((part) => this.resolve(part)));
    }
    return shape;
  }
}

export function createServiceApi(identity: ServiceIdentity, data: ServiceData): ServiceApi {
  const graph = new SchemaGraph(data.shapes);
  const normalized = (reference: unknown): NormalizedSchema => {
    const resolved = graph.resolve(reference);
    // The data holds exactly what the SDK's packages export, which is typed as a schema there.
    return NormalizedSchema.of((typeof resolved === 'function' ? resolved() : resolved) as Schema);
  };
  const operations = new Map<string, ApiOperation>();
  const errors = new Map<string, ErrorShape>();
  return {
    ...identity,
    operationNames: Object.keys(data.operations),
    findOperation(name) {
      const known = operations.get(name);
      if (known !== undefined) return known;
      const found = Object.hasOwn(data.operations, name) ? data.operations[name] : undefined;
      if (found === undefined) return undefined;
      const operation: ApiOperation = {
        service: data.service,
        name,
        http: readHttpBinding(found[0]),
        input: normalized(found[1]),
        output: normalized(found[2]),
      };
      operations.set(name, operation);
      return operation;
    },
    findError(name) {
      const known = errors.get(name);
      if (known !== undefined) return known;
      const shape = Object.hasOwn(data.shapes, name) ? data.shapes[name] : undefined;
      if (shape === undefined || shape[0] !== -3) return undefined;
      const traits = readErrorTraits(shape[3]);
      const error = { name, code: traits.code ?? name, httpStatus: traits.httpStatus, schema: normalized(`#${name}`) };
      errors.set(name, error);
      return error;
    },
    constraintsOf(operation) {
      const shape = data.inputShapes[operation];
      return shape === undefined ? undefined : data.constraints[shape];
    },
    constraintsOfStructure: (name) => data.constraints[name],
  };
}

function readHttpBinding(traits: unknown): HttpBinding | undefined {
  if (typeof traits !== 'object' || traits === null || !('http' in traits) || !Array.isArray(traits.http))
    return undefined;
  const [method, uri, code]: readonly unknown[] = traits.http;
  return { method: String(method), uri: String(uri), code: Number(code) };
}

function readErrorTraits(traits: unknown): { code: string | undefined; httpStatus: number } {
  const table: Readonly<Record<string, unknown>> = typeof traits === 'object' && traits !== null ? { ...traits } : {};
  const query = table['awsQueryError'];
  const [code, queryStatus]: readonly unknown[] = Array.isArray(query) ? query : [];
  const fallback = table['error'] === 'server' ? 500 : 400;
  const httpStatus = [table['httpError'], queryStatus].find((status) => typeof status === 'number') ?? fallback;
  return { code: typeof code === 'string' ? code : undefined, httpStatus };
}
