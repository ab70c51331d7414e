/** What may be set of a method, and what is refused. */
import type { RestInput } from './context.ts';
import { badRequest } from './errors.ts';
import { own } from './own.ts';
import { type Patch, patchBoolean } from './patch.ts';
import type { ApiDefinition, MethodRecord } from './resources/api-definition.ts';

const methodNames = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'];

export function parseMethod(input: RestInput<'PutMethod'>, definition: ApiDefinition): MethodRecord {
  const { httpMethod = '', authorizationType = '', authorizerId, authorizationScopes, requestParameters } = input;
  if (!methodNames.includes(httpMethod))
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${methodNames.join(',')}`);
  const needsAuthorizer = authorizationType === 'CUSTOM' || authorizationType === 'COGNITO_USER_POOLS';
  const method: MethodRecord = {
    httpMethod,
    authorizationType,
    ...(needsAuthorizer && authorizerId !== undefined && { authorizerId }),
    ...(authorizationScopes && authorizationScopes.length > 0 && { authorizationScopes }),
    apiKeyRequired: input.apiKeyRequired === true,
    ...(input.requestValidatorId !== undefined && { requestValidatorId: input.requestValidatorId }),
    ...(input.operationName !== undefined && { operationName: input.operationName }),
    ...(requestParameters && hasEntries(requestParameters) && { requestParameters }),
    ...(input.requestModels && hasEntries(input.requestModels) && { requestModels: input.requestModels }),
  };
  requireMethodSettings(method, definition);
  return method;
}

const hasEntries = (table: object): boolean => Object.keys(table).length > 0;

function requireMethodSettings(method: MethodRecord, { authorizers, requestValidators, models }: ApiDefinition): void {
  const { authorizationType, authorizerId, requestValidatorId, requestParameters = {}, requestModels = {} } = method;
  if (!['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS'].includes(authorizationType))
    throw badRequest(
      'Invalid authorization type specified. Valid options are NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS',
    );
  const needsAuthorizer = authorizationType === 'CUSTOM' || authorizationType === 'COGNITO_USER_POOLS';
  if (needsAuthorizer && own(authorizers, authorizerId ?? '') === undefined)
    throw badRequest(
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
    );
  if (requestValidatorId !== undefined && own(requestValidators, requestValidatorId) === undefined)
    throw badRequest('Invalid Request Validator identifier specified');
  const unknown = Object.values(requestModels).find((name) => own(models, name) === undefined);
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
  const names = Object.keys(requestParameters).map((path) => {
    const [, name] =
      /^method\.request\.(?:querystring|header|path|multivalueheader|multivaluequerystring)\.(.+)$/.exec(path) ?? [];
    if (name === undefined)
      throw badRequest(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${path}]`,
      );
    return name;
  });
  if (new Set(names).size < names.length)
    throw badRequest('Parameter names must be unique across querystring, header and path');
}

export function patchMethod(method: MethodRecord, patch: Patch, definition: ApiDefinition): MethodRecord {
  const changed = applyPatch(method, patch);
  requireMethodSettings(changed, definition);
  return changed;
}

function applyPatch(method: MethodRecord, patch: Patch): MethodRecord {
  const [first = '', second, third] = patch.segments;
  const { value = '' } = patch;
  switch (first) {
    case 'requestParameters':
    case 'requestModels':
      if (second === undefined || third !== undefined) throw badRequest(`Invalid patch path ${patch.path}`);
      return first === 'requestModels'
        ? withTable(method, first, patchTable(method.requestModels ?? {}, second, patch, value))
        : withTable(method, first, patchTable(method.requestParameters ?? {}, second, patch, patchBoolean(patch)));
    case 'authorizationScopes': {
      const { authorizationScopes: known = [], ...rest } = method;
      const kept = known.filter((scope) => scope !== value);
      const next = patch.op === 'remove' ? kept : [...kept, value];
      return next.length === 0 ? rest : { ...rest, authorizationScopes: next };
    }
  }
  if (patch.op !== 'replace') throw badRequest('Invalid patch operation specified. Must be one of: [replace]');
  switch (patch.path) {
    case '/apiKeyRequired':
      return { ...method, apiKeyRequired: patchBoolean(patch) };
    case '/operationName':
      return { ...method, operationName: value };
    case '/authorizationType': {
      const { authorizerId: _, ...rest } = method;
      const isOpen = value === 'NONE' || value === 'AWS_IAM';
      return isOpen ? { ...rest, authorizationType: value } : { ...method, authorizationType: value };
    }
    case '/authorizerId':
      // Without a type that asks for one it is passed over.
      return method.authorizationType === 'NONE' || method.authorizationType === 'AWS_IAM'
        ? method
        : { ...method, authorizerId: value };
    case '/requestValidatorId': {
      const { requestValidatorId: _, ...rest } = method;
      return value === '' ? rest : { ...rest, requestValidatorId: value };
    }
    default:
      throw badRequest(`Invalid patch path ${patch.path}`);
  }
}

function withTable<Name extends 'requestModels' | 'requestParameters'>(
  method: MethodRecord,
  name: Name,
  table: NonNullable<MethodRecord[Name]>,
): MethodRecord {
  const { [name]: _, ...rest } = method;
  // The rest lacks what may be left out alone.
  return (hasEntries(table) ? { ...rest, [name]: table } : rest) as MethodRecord;
}

export function patchTable<T>(
  table: Readonly<Record<string, T>>,
  name: string,
  { op }: Patch,
  value: T,
): Readonly<Record<string, T>> {
  const { [name]: _, ...rest } = table;
  return op === 'remove' ? rest : { ...table, [name]: value };
}
