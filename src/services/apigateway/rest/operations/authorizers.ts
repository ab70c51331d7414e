import type { RestInput, RestOperation } from '../context.ts';
import { badRequest, conflict, notFound, tooManyChanges } from '../errors.ts';
import { own } from '../own.ts';
import { invalidOperation, parsePatches, type Patch, patchNumber, requireValue } from '../patch.ts';
import { takePage } from '../pages.ts';
import { changeDefinition, requireApi, without } from '../records.ts';
import type { ApiDefinition, AuthorizerRecord } from '../resources/api-definition.ts';
import { shortIds } from '../resources/new-id.ts';

const ttlDefault = 300;
const ttlMax = 3600;

export const createAuthorizer: RestOperation<'CreateAuthorizer'> = async (input, context, { caller, requestId }) => {
  // AWS says so of an API that there is not.
  await requireApi(context, caller, input.restApiId).catch(() => {
    throw tooManyChanges();
  });
  return changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const authorizer = parseAuthorizer(input, shortIds(requestId, 'createAuthorizer')());
    const others = Object.values(definition.authorizers).filter(({ id }) => id !== authorizer.id);
    if (others.some(({ name }) => name === authorizer.name))
      throw conflict(
        'Authorizer name must be unique. Authorizer ' + authorizer.name + ' already exists in this RestApi.',
      );
    return { definition: withAuthorizer(definition, authorizer), answer: describe(authorizer) };
  });
};

const describe = ({ providerARNs, ...authorizer }: AuthorizerRecord) => ({
  ...authorizer,
  ...(providerARNs && { providerARNs: [...providerARNs] }),
});

const withAuthorizer = (definition: ApiDefinition, authorizer: AuthorizerRecord): ApiDefinition => ({
  ...definition,
  authorizers: { ...definition.authorizers, [authorizer.id]: authorizer },
});

function parseAuthorizer(input: RestInput<'CreateAuthorizer'>, id: string): AuthorizerRecord {
  const { name = '', type = 'TOKEN', providerARNs, authType, authorizerUri, authorizerCredentials } = input;
  const { identitySource, identityValidationExpression, authorizerResultTtlInSeconds } = input;
  const isCognito = type === 'COGNITO_USER_POOLS';
  const authorizer: AuthorizerRecord = {
    id,
    name,
    type,
    ...(providerARNs && providerARNs.length > 0 && { providerARNs }),
    authType: authType ?? (isCognito ? 'cognito_user_pools' : 'custom'),
    ...(authorizerUri !== undefined && { authorizerUri }),
    ...(authorizerCredentials !== undefined && { authorizerCredentials }),
    ...(identitySource !== undefined && { identitySource }),
    ...(identityValidationExpression !== undefined && { identityValidationExpression }),
    ...(authorizerResultTtlInSeconds !== undefined
      ? { authorizerResultTtlInSeconds }
      : !isCognito && { authorizerResultTtlInSeconds: ttlDefault }),
  };
  requireSettings(authorizer);
  return authorizer;
}

/** AWS's texts are partly not known. */
function requireSettings({
  name,
  type,
  authorizerUri,
  identitySource,
  providerARNs,
  authorizerResultTtlInSeconds,
}: AuthorizerRecord): void {
  if (name === '') throw badRequest('Authorizer name must be non-empty');
  const ttl = authorizerResultTtlInSeconds ?? 0;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > ttlMax)
    throw badRequest(`Authorizer result TTL must be between 0 and ${ttlMax} seconds`);
  if (type === 'COGNITO_USER_POOLS') {
    if (providerARNs === undefined) throw badRequest('Invalid provider ARNs specified');
    return;
  }
  if (authorizerUri === undefined || authorizerUri === '')
    throw badRequest(
      'Invalid Authorizer URI: null. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.',
    );
  if (!/^arn:[^:]+:apigateway:[^:]*:lambda:path\/.+\/invocations$/.test(authorizerUri))
    throw badRequest(
      `Invalid Authorizer URI: ${authorizerUri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  const isCachedRequest = type === 'REQUEST' && ttl > 0 && (identitySource ?? '') === '';
  if (isCachedRequest || (type === 'TOKEN' && (identitySource ?? '') === ''))
    throw badRequest('Identity source is required when caching is enabled');
}

function requireAuthorizer({ authorizers }: ApiDefinition, id = ''): AuthorizerRecord {
  const authorizer = own(authorizers, id);
  if (authorizer === undefined) throw notFound('Authorizer');
  return authorizer;
}

const requireHolder = async (...given: Parameters<typeof requireApi>): Promise<ApiDefinition> => {
  const { value } = await requireApi(...given).catch(() => {
    throw notFound('Authorizer');
  });
  return value.definition;
};

export const getAuthorizer: RestOperation<'GetAuthorizer'> = async (input, context, { caller }) =>
  describe(requireAuthorizer(await requireHolder(context, caller, input.restApiId), input.authorizerId));

export const getAuthorizers: RestOperation<'GetAuthorizers'> = async (input, context, { caller }) => {
  const { value } = await requireApi(context, caller, input.restApiId);
  const { items, ...rest } = takePage(Object.values(value.definition.authorizers), ({ id }) => id, input);
  return { items: items.map(describe), ...rest };
};

export const updateAuthorizer: RestOperation<'UpdateAuthorizer'> = async (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  await requireHolder(context, caller, input.restApiId);
  return changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const authorizer = patches.reduce(patchAuthorizer, requireAuthorizer(definition, input.authorizerId));
    requireSettings(authorizer);
    return { definition: withAuthorizer(definition, authorizer), answer: describe(authorizer) };
  });
};

const texts = [
  'name',
  'authType',
  'authorizerUri',
  'authorizerCredentials',
  'identitySource',
  'identityValidationExpression',
] as const;
const replaceable = [...texts.map((name) => `/${name}`), '/type', '/authorizerResultTtlInSeconds'];

function patchAuthorizer(authorizer: AuthorizerRecord, patch: Patch): AuthorizerRecord {
  const [first = ''] = patch.segments;
  if (first === 'providerARNs') {
    const kept = (authorizer.providerARNs ?? []).filter((arn) => arn !== patch.value);
    return { ...authorizer, providerARNs: patch.op === 'remove' ? kept : [...kept, requireValue(patch)] };
  }
  if (patch.op !== 'replace') throw invalidOperation(patch, []);
  const text = texts.find((name) => name === first);
  if (text !== undefined) return { ...authorizer, [text]: patch.value ?? '' };
  if (first === 'authorizerResultTtlInSeconds')
    return { ...authorizer, authorizerResultTtlInSeconds: patchNumber(patch) };
  if (first !== 'type') throw invalidOperation(patch, replaceable);
  const { value } = patch;
  if (value !== 'TOKEN' && value !== 'REQUEST' && value !== 'COGNITO_USER_POOLS')
    throw badRequest('Invalid authorizer type specified');
  return { ...authorizer, type: value };
}

export const deleteAuthorizer: RestOperation<'DeleteAuthorizer'> = async (input, context, { caller }) => {
  await requireHolder(context, caller, input.restApiId);
  await changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { id } = requireAuthorizer(definition, input.authorizerId);
    const users = Object.values(definition.resources).flatMap(({ methods }) => Object.values(methods));
    // AWS's text is not known.
    if (users.some(({ authorizerId }) => authorizerId === id))
      throw conflict(`Cannot delete authorizer ${id}, is referenced in a method`);
    return { definition: { ...definition, authorizers: without(definition.authorizers, id) }, answer: undefined };
  });
  return {};
};
