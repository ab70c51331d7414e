/** Authorizers of an HTTP API: JSON web tokens, functions and IAM, as they stand in its definition. */
import { isAbsent, isFilled, isList, withoutAbsent, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { expectBoolean, expectListOfStrings, expectMap, propertyOf } from '../expect.ts';
import { sub } from '../intrinsics/intrinsic-values.ts';
import { refuseResource } from '../refusal.ts';

export interface HttpAuthorizer {
  /** What stands among the definition's security schemes. */
  readonly scheme: JsonObject;
  readonly scopes: JsonValue[];
  /** The function that must be allowed to decide, where the template asks for that. */
  readonly permittedFunctionArn: JsonValue | undefined;
}

export type HttpAuthorizers = ReadonlyMap<string, HttpAuthorizer>;

const iamAuthorizer: HttpAuthorizer = {
  scheme: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  scopes: [],
  permittedFunctionArn: undefined,
};

/** Reads `Auth.Authorizers`; IAM is among them where it is enabled. */
export function readHttpAuthorizers(
  api: { readonly id: string; readonly partition: string },
  auth: JsonObject,
): HttpAuthorizers {
  const { Authorizers: authorizers, EnableIamAuthorizer: hasIam } = auth;
  const read = new Map<string, HttpAuthorizer>();
  if (hasIam === true) read.set('AWS_IAM', iamAuthorizer);
  if (!isFilled(authorizers)) return read;
  for (const [name, given] of Object.entries(expectMap(authorizers, propertyOf(api.id, 'Auth.Authorizers')))) {
    const config = expectMap(given, propertyOf(api.id, `Auth.Authorizers.${name}`));
    if ('OpenIdConnectUrl' in config)
      throw refuseResource(
        api.id,
        `'OpenIdConnectUrl' is no longer a supported property for authorizer '${name}'. Please refer to the AWS SAM documentation.`,
      );
    read.set(name, readAuthorizer(api, name, config));
  }
  return read;
}

function readAuthorizer(
  api: { readonly id: string; readonly partition: string },
  name: string,
  config: JsonObject,
): HttpAuthorizer {
  const { AuthorizationScopes: scopes, EnableFunctionDefaultPermissions: isPermitted, FunctionArn: arn } = config;
  const jwt = readJwt(api.id, config['JwtConfiguration']);
  if (!isAbsent(scopes) && !isList(scopes)) throw refuseResource(api.id, 'AuthorizationScopes must be a list.');
  requireFitting(api.id, config, jwt === undefined ? 'function' : 'token');
  if (jwt !== undefined && !isFilled(config['IdentitySource']))
    throw refuseResource(api.id, `${name} OAuth2 Authorizer must define 'IdentitySource'.`);
  if (jwt === undefined)
    for (const needed of ['FunctionArn', 'AuthorizerPayloadFormatVersion'])
      if (!isFilled(config[needed])) throw refuseResource(api.id, `${name} Lambda Authorizer must define '${needed}'.`);
  if (!isAbsent(isPermitted))
    expectBoolean(isPermitted, propertyOf(api.id, `Authorizers.${name}.EnableFunctionDefaultPermissions`));
  return {
    scheme: jwt === undefined ? describeFunction(api, name, config) : describeToken(jwt, config),
    scopes: isList(scopes) ? scopes : [],
    permittedFunctionArn: isFilled(arn) && isFilled(isPermitted) ? arn : undefined,
  };
}

/** API Gateway has the names in small letters here; templates have them both ways. */
function readJwt(apiId: string, given: JsonValue | undefined): JsonObject | undefined {
  if (!isFilled(given)) return undefined;
  const map = expectMap(given, propertyOf(apiId, 'JwtConfiguration'));
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name.toLowerCase(), value]));
}

type AuthorizerKind = 'token' | 'function';

const kindTexts = { token: 'OAuth2 Authorizer', function: 'Lambda Authorizer' };

/** Properties that only one kind of authorizer takes, in the order in which AWS looks at them. */
const kindByProperty: readonly (readonly [property: string, kind: AuthorizerKind])[] = [
  ['AuthorizationScopes', 'token'],
  ['JwtConfiguration', 'token'],
  ['IdentitySource', 'token'],
  ['FunctionArn', 'function'],
  ['FunctionInvokeRole', 'function'],
  ['Identity', 'function'],
  ['AuthorizerPayloadFormatVersion', 'function'],
  ['EnableSimpleResponses', 'function'],
  ['EnableFunctionDefaultPermissions', 'function'],
];

function requireFitting(apiId: string, config: JsonObject, kind: AuthorizerKind): void {
  // An empty JWT configuration is none, so it does not count against a function.
  const found = kindByProperty.find(
    ([property, needed]) =>
      needed !== kind && !isAbsent(config[property]) && (property !== 'JwtConfiguration' || isFilled(config[property])),
  );
  if (found === undefined) return;
  const [property, needed] = found;
  const hint = property === 'IdentitySource' ? ". For Lambda Authorizer, use the 'Identity' property instead" : '';
  throw refuseResource(apiId, `${property} is only supported for ${kindTexts[needed]}${hint}.`);
}

const authorizerName = 'x-amazon-apigateway-authorizer';

function describeToken(jwt: JsonObject, config: JsonObject): JsonObject {
  return {
    type: 'oauth2',
    [authorizerName]: { jwtConfiguration: jwt, identitySource: config['IdentitySource'] ?? null, type: 'jwt' },
  };
}

function describeFunction(
  { id, partition }: { readonly id: string; readonly partition: string },
  name: string,
  config: JsonObject,
): JsonObject {
  const { FunctionInvokeRole: role, Identity: identity, EnableSimpleResponses: isSimple } = config;
  const sources = isFilled(identity)
    ? expectMap(identity, propertyOf(id, `Auth.Authorizers.${name}.Identity`))
    : undefined;
  const uri = `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`;
  const settings = withoutAbsent({
    type: 'request',
    authorizerUri: sub(uri, { __FunctionArn__: config['FunctionArn'] ?? null }),
    authorizerCredentials: isFilled(role) && role !== 'NONE' ? role : undefined,
    authorizerResultTtlInSeconds: sources?.['ReauthorizeEvery'],
    identitySource: sources && identitySourceOf(id, name, sources),
    authorizerPayloadFormatVersion: config['AuthorizerPayloadFormatVersion'],
    enableSimpleResponses: isFilled(isSimple) ? isSimple : undefined,
  });
  return { type: 'apiKey', name: 'Unused', in: 'header', [authorizerName]: settings };
}

function identitySourceOf(id: string, name: string, identity: JsonObject): string[] {
  const prefixes = [
    ['Headers', '$request.header.'],
    ['QueryStrings', '$request.querystring.'],
    ['StageVariables', '$stageVariables.'],
    ['Context', '$context.'],
  ] as const;
  return prefixes.flatMap(([source, prefix]) => {
    const { [source]: given } = identity;
    if (!isFilled(given)) return [];
    const values = expectListOfStrings(given, propertyOf(id, `Authorizers.${name}.Identity.${source}`));
    return values.map((value) => prefix + value);
  });
}
