/** Holds a call against what its method asks of parameters and body. */
import { Validator } from '@cfworker/json-schema';
import { own } from '../../rest/own.ts';
import type { Snapshot } from '../../rest/resources/rest-api.ts';
import { GatewayRefusal, misconfigured } from './gateway-refusal.ts';
import { headerOf, queryOf, type RestCall } from './rest-call.ts';

/** Throws the refusal of a call that is not as it should be. */
export function validateRequest(call: RestCall): void {
  const { method, snapshot } = call;
  const validator = own(snapshot.definition.requestValidators, method.requestValidatorId ?? '');
  if (validator === undefined) return;
  if (validator.validateRequestParameters) validateParameters(call);
  if (validator.validateRequestBody) validateBody(call);
}

function validateParameters(call: RestCall): void {
  const missing = Object.entries(call.method.requestParameters ?? {})
    .filter(([, isRequired]) => isRequired)
    .map(([path]) => /^method\.request\.(header|querystring|path)\.(.+)$/.exec(path))
    .flatMap((match) => {
      const [, place = '', name = ''] = match ?? [];
      return isGiven(call, place, name) ? [] : [name];
    });
  if (missing.length > 0)
    throw new GatewayRefusal('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${missing.join(', ')}]`);
}

function isGiven(call: RestCall, place: string, name: string): boolean {
  if (place === 'header') return (headerOf(call, name) ?? '') !== '';
  if (place === 'querystring') return (queryOf(call, name) ?? '') !== '';
  return (call.pathParameters[name] ?? '') !== '';
}

function validateBody(call: RestCall): void {
  const models = call.method.requestModels ?? {};
  const [type = ''] = (headerOf(call, 'content-type') ?? 'application/json').split(';');
  const name = own(models, type.trim().toLowerCase()) ?? own(models, '$default');
  if (name === undefined) return;
  const schema = findSchema(call.snapshot, name);
  if (schema === undefined) return;
  const result = schema.validate(parseBody(Buffer.from(call.request.body).toString()));
  if (result.valid) return;
  const details = `[${result.errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`).join(', ')}]`;
  throw new GatewayRefusal('BAD_REQUEST_BODY', 'Invalid request body', { details });
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GatewayRefusal('BAD_REQUEST_BODY', 'Invalid request body', { details: '[The body is no JSON]' });
  }
}

/** Made ready at a deployment's first request for each model. */
const schemas = new WeakMap<Snapshot, Map<string, Validator | undefined>>();

function findSchema(snapshot: Snapshot, name: string): Validator | undefined {
  const known = schemas.get(snapshot) ?? new Map<string, Validator | undefined>();
  schemas.set(snapshot, known);
  if (!known.has(name)) known.set(name, readSchema(snapshot, name));
  return known.get(name);
}

/** A schema may point to other models, by their address or as a document does. */
function readSchema({ definition: { models } }: Snapshot, name: string): Validator | undefined {
  const text = own(models, name)?.schema;
  if (text === undefined || text.trim() === '') return undefined;
  try {
    const definitions = Object.fromEntries(
      Object.values(models).flatMap((model) =>
        model.schema === undefined ? [] : [[model.name, localized(model.schema)]],
      ),
    );
    const root: unknown = localized(text);
    if (typeof root !== 'object' || root === null) return undefined;
    const inner = 'definitions' in root && typeof root.definitions === 'object' ? root.definitions : {};
    return new Validator({ ...root, definitions: { ...definitions, ...inner } }, '4', false);
  } catch {
    throw misconfigured();
  }
}

const localized = (schema: string): unknown =>
  JSON.parse(schema, (key, value: unknown) => {
    if (key === '$schema') return undefined;
    if (key !== '$ref' || typeof value !== 'string') return value;
    const [, name] = /(?:\/models\/|#\/components\/schemas\/|#\/definitions\/)([A-Za-z0-9]+)$/.exec(value) ?? [];
    return name === undefined ? value : `#/definitions/${name}`;
  });
