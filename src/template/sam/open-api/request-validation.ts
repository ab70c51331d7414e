/** What an `Api` event expects of a request: a model of its body, and parameters. Added in place. */
import {
  isAbsent,
  isFilled,
  isList,
  isObject,
  member,
  setMember,
  type JsonObject,
  type JsonValue,
} from '../mutable-json.ts';
import { eventProperty, expectMap } from '../expect.ts';
import { isIntrinsic } from '../intrinsics/intrinsic-values.ts';
import { pythonText } from '../python-text.ts';
import { refuseEvent } from '../refusal.ts';
import { integrationOf, isOpenApi3, methodDefinitions } from './definition.ts';

export interface RequestEvent {
  readonly eventId: string;
  readonly path: string;
  readonly method: string;
}

const validatorsName = 'x-amazon-apigateway-request-validators';

/** Adds the `RequestModel` of the event, which is one of the API's `Models`. */
export function addRequestModel(
  definition: JsonObject,
  event: RequestEvent,
  { given, models }: { readonly given: JsonValue | undefined; readonly models: JsonValue | undefined },
): void {
  if (!isFilled(given)) return;
  const request = expectMap(given, eventProperty(event.eventId, 'RequestModel'));
  const { Model: model, Required: isRequired, ValidateBody: body, ValidateParameters: parameters } = request;
  if (!isFilled(model)) return;
  const name = requireModel(event, model, models).toLowerCase();
  for (const method of methodDefinitions(definition, event.path, event.method))
    if (!isAbsent(definition['swagger'])) addBodyParameter(method, name, isRequired);
    else if (isFilled(definition['openapi']) && isOpenApi3(definition['openapi']))
      method['requestBody'] = {
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
        ...(!isAbsent(isRequired) && { required: isRequired }),
      };
  if (isAbsent(body) && isAbsent(parameters)) return;
  const validates = { body: body ?? false, parameters: parameters ?? false };
  if (typeof validates.body !== 'boolean' || typeof validates.parameters !== 'boolean')
    throw refuseEvent(
      event.eventId,
      `Unable to set Validator to RequestModel [${pythonText(model)}] on ${placeOf(event)} ` +
        'ValidateBody and ValidateParameters must be a boolean type, strings or intrinsics are not supported.',
    );
  addValidator(definition, event, { body: validates.body, parameters: validates.parameters });
}

function placeOf({ method, path }: RequestEvent): string {
  return `API method [${method}] for path [${path}]`;
}

function requireModel(event: RequestEvent, model: JsonValue, models: JsonValue | undefined): string {
  const refuse = (reason: string) =>
    refuseEvent(
      event.eventId,
      `Unable to set RequestModel [${pythonText(model)}] on ${placeOf(event)} because ${reason}`,
    );
  if (!isFilled(models)) throw refuse('the related API does not define any Models.');
  if (!isIntrinsic(models) && !isObject(models)) throw refuse('the related API Models defined is of invalid type.');
  if (typeof model !== 'string') throw refuse('the related API does not contain valid Models.');
  if (!isObject(models) || !isFilled(member(models, model))) throw refuse("it wasn't defined in the API's Models.");
  return model;
}

function addBodyParameter(method: JsonObject, name: string, isRequired: JsonValue | undefined): void {
  const parameter: JsonObject = { in: 'body', name, schema: { $ref: `#/definitions/${name}` } };
  if (!isAbsent(isRequired)) parameter['required'] = isRequired;
  method['parameters'] = [...parametersOf(method), parameter];
}

function parametersOf(method: JsonObject): JsonValue[] {
  return isList(method['parameters']) ? method['parameters'] : [];
}

function addValidator(
  definition: JsonObject,
  { path, method }: RequestEvent,
  validates: { readonly body: boolean; readonly parameters: boolean },
): void {
  const name = validatorName(validates);
  const { [validatorsName]: existing } = definition;
  const validators = isFilled(existing) && isObject(existing) ? existing : {};
  if (!isFilled(validators[name]))
    validators[name] = {
      validateRequestBody: validates.body,
      validateRequestParameters: validates.parameters,
    };
  definition[validatorsName] = validators;
  for (const body of methodDefinitions(definition, path, method)) body['x-amazon-apigateway-request-validator'] = name;
}

function validatorName({ body, parameters }: { readonly body: boolean; readonly parameters: boolean }): string {
  if (body) return parameters ? 'body-and-params' : 'body-only';
  return parameters ? 'params-only' : 'no-validation';
}

interface RequestParameter {
  readonly name: string;
  readonly isRequired: JsonValue;
  readonly isCached: JsonValue;
}

/** Adds the `RequestParameters` of the event. */
export function addRequestParameters(definition: JsonObject, event: RequestEvent, given: JsonValue | undefined): void {
  if (!isFilled(given)) return;
  // Of a map, so of an intrinsic function too, AWS takes the names.
  const listed = isObject(given) ? Object.keys(given) : isList(given) ? given : [];
  const parameters = listed.map((parameter) => readParameter(event.eventId, parameter));
  for (const method of methodDefinitions(definition, event.path, event.method)) {
    method['parameters'] = [...parametersOf(method), ...parameters.map(describeParameter)];
    const cached = parameters.filter(({ isCached }) => isFilled(isCached)).map(({ name }) => name);
    if (cached.length === 0) continue;
    const integration = integrationOf(method);
    const { cacheKeyParameters: existing } = integration;
    setMember(integration, 'cacheKeyParameters', [...(isList(existing) ? existing : []), ...cached]);
  }
}

function describeParameter({ name, isRequired }: RequestParameter): JsonObject {
  const [location = '', ...rest] = name.replace('method.request.', '').split('.');
  return {
    in: location === 'querystring' ? 'query' : location,
    name: rest.join('.'),
    required: isRequired,
    type: 'string',
  };
}

function readParameter(eventId: string, parameter: JsonValue): RequestParameter {
  const refuse = (reason: string) => refuseEvent(eventId, `Invalid value for 'RequestParameters' property. ${reason}`);
  const [entry] = isObject(parameter) ? Object.entries(parameter) : [];
  const name = typeof parameter === 'string' ? parameter : entry?.[0];
  if (name === undefined) throw refuse('Property must be either a string or an object');
  if (!/^method\.request\.(querystring|path|header)\./.test(name))
    throw refuse(
      "Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'.",
    );
  const settings = entry === undefined ? {} : entry[1];
  if (!isObject(settings) || Object.keys(settings).some((key) => key !== 'Required' && key !== 'Caching'))
    throw refuse('Values must be an object, e.g { Required: true, Caching: false }');
  return { name, isRequired: settings['Required'] ?? false, isCached: settings['Caching'] ?? false };
}
