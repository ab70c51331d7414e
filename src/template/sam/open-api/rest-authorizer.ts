/** Authorizers of a REST API: Cognito user pools, functions and IAM, as they stand in its definition. */
import {
  isAbsent,
  isFilled,
  isList,
  isObject,
  withoutAbsent,
  type JsonObject,
  type JsonValue,
} from '../mutable-json.ts';
import { expectBoolean, expectList, expectMap, expectString, propertyOf } from '../expect.ts';
import { sub } from '../intrinsics/intrinsic-values.ts';
import { pythonText } from '../python-text.ts';
import { refuseResource } from '../refusal.ts';

export interface RestAuthorizer {
  readonly name: string;
  /** What stands among the definition's `securityDefinitions`. */
  readonly definition: JsonObject;
  readonly scopes: JsonValue[];
  /** The function that must be allowed to decide; none where the template sees to it. */
  readonly permittedFunctionArn: JsonValue | undefined;
}

export type RestAuthorizers = ReadonlyMap<string, RestAuthorizer>;

/** Reads `Auth.Authorizers`; IAM is among them where it is the default. */
export function readRestAuthorizers(
  api: { readonly id: string; readonly partition: string },
  authorizers: JsonValue | undefined,
  defaultName: JsonValue | undefined,
): RestAuthorizers {
  const read = new Map<string, RestAuthorizer>();
  if (defaultName === 'AWS_IAM') read.set('AWS_IAM', iamAuthorizer);
  if (!isFilled(authorizers)) return read;
  for (const [name, config] of Object.entries(expectMap(authorizers, propertyOf(api.id, 'Auth.Authorizers'))))
    read.set(name, readAuthorizer(api, name, expectMap(config, propertyOf(api.id, `Auth.Authorizers.${name}`))));
  return read;
}

const iamAuthorizer: RestAuthorizer = {
  name: 'AWS_IAM',
  definition: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  scopes: [],
  permittedFunctionArn: undefined,
};

function readAuthorizer(
  api: { readonly id: string; readonly partition: string },
  name: string,
  config: JsonObject,
): RestAuthorizer {
  const { id } = api;
  const { FunctionPayloadType: payloadType, Identity: identity, AuthorizationScopes: scopes } = config;
  const { DisableFunctionDefaultPermissions: isUnpermitted, FunctionArn: functionArn } = config;
  if (!isAbsent(payloadType) && payloadType !== 'TOKEN' && payloadType !== 'REQUEST')
    throw refuseResource(id, `${name} Authorizer has invalid 'FunctionPayloadType': ${pythonText(payloadType)}.`);
  if (payloadType === 'REQUEST' && lacksIdentity(id, name, identity))
    throw refuseResource(
      id,
      `${name} Authorizer must specify Identity with at least one of Headers, QueryStrings, StageVariables, or Context.`,
    );
  const scopeList = isAbsent(scopes)
    ? []
    : expectList(scopes, propertyOf(id, `Authorizers.${name}.AuthorizationScopes`));
  if (!isAbsent(isUnpermitted))
    expectBoolean(isUnpermitted, propertyOf(id, `Authorizers.${name}.DisableFunctionDefaultPermissions`));
  const isPermitted = isFilled(functionArn) && !isFilled(isUnpermitted);
  return {
    name,
    definition: describe(api, name, config),
    scopes: scopeList,
    permittedFunctionArn: isPermitted ? functionArn : undefined,
  };
}

/** A function that sees the request needs to be told of what it makes up the caller's identity. */
function lacksIdentity(id: string, name: string, identity: JsonValue | undefined): boolean {
  if (!isFilled(identity)) return true;
  const map = expectMap(identity, propertyOf(id, `Authorizer.${name}.Identity`));
  const isMissing = identitySources.every(([source]) => !isFilled(map[source]));
  const seconds = wholeNumber(map['ReauthorizeEvery']);
  return seconds === undefined ? isMissing : seconds > 0 && isMissing;
}

function wholeNumber(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined;
}

const identitySources = [
  ['Headers', 'method.request.header.'],
  ['QueryStrings', 'method.request.querystring.'],
  ['StageVariables', 'stageVariables.'],
  ['Context', 'context.'],
] as const;

function describe(
  { id, partition }: { readonly id: string; readonly partition: string },
  name: string,
  config: JsonObject,
): JsonObject {
  const { UserPoolArn: pools, FunctionArn: functionArn, FunctionInvokeRole: role, Identity: identity } = config;
  const isOfRequest = config['FunctionPayloadType'] === 'REQUEST';
  const isCognito = isFilled(pools);
  const header = !isCognito && isOfRequest ? 'Unused' : headerOf(id, identity);
  const details = isObject(identity) ? identity : {};
  const validation = isFilled(details['ValidationExpression']) ? details['ValidationExpression'] : undefined;
  const settings = isCognito
    ? {
        type: 'cognito_user_pools',
        providerARNs: isList(pools) ? pools : [pools],
        identityValidationExpression: validation,
      }
    : {
        type: isOfRequest ? 'request' : 'token',
        authorizerUri: sub(
          `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`,
          { __FunctionArn__: functionArn ?? null },
        ),
        authorizerResultTtlInSeconds: details['ReauthorizeEvery'],
        authorizerCredentials: isFilled(role) && role !== 'NONE' ? role : undefined,
        identitySource: isOfRequest ? identitySourceOf(id, name, details) : undefined,
        identityValidationExpression: isOfRequest ? undefined : validation,
      };
  return {
    type: 'apiKey',
    name: header,
    in: 'header',
    'x-amazon-apigateway-authtype': isCognito ? 'cognito_user_pools' : 'custom',
    'x-amazon-apigateway-authorizer': withoutAbsent(settings),
  };
}

function headerOf(id: string, identity: JsonValue | undefined): JsonValue {
  if (!isFilled(identity)) return 'Authorization';
  if (!isObject(identity))
    throw refuseResource(
      id,
      'Auth.Authorizers.<Authorizer>.Identity must be a dict (LambdaTokenAuthorizationIdentity, ' +
        'LambdaRequestAuthorizationIdentity or CognitoAuthorizationIdentity).',
    );
  return isFilled(identity['Header']) ? identity['Header'] : 'Authorization';
}

function identitySourceOf(id: string, name: string, identity: JsonObject): string | undefined {
  const sources = identitySources.flatMap(([source, prefix]) => {
    if (!isFilled(identity[source])) return [];
    const path = `Auth.Authorizers.${name}.Identity.${source}`;
    return expectList(identity[source], propertyOf(id, path)).map(
      (value, index) => prefix + expectString(value, propertyOf(id, `${path}[${index}]`)),
    );
  });
  return sources.length > 0 ? sources.join(', ') : undefined;
}
