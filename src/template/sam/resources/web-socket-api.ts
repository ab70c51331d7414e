import { isAbsent, isFilled, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { generate, propagateTags, type GeneratedResource } from '../generated-resource.ts';
import { isIntrinsic, join, ref, sub } from '../intrinsics/intrinsic-values.ts';
import { isBoolean, isMap, isString, oneOf, optional, required } from '../property-table.ts';
import { refuseResource } from '../refusal.ts';
import type { SamResource } from '../sam-resource.ts';
import { resolveIn, type SamResourceTransform } from '../transform-scope.ts';
import { generateVersion2Domain } from './custom-domain/version-2-domain.ts';

const createdBy = 'websocketapi:createdBy';
const invocationUri =
  'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${NAME}/invocations';
const executeApi = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:';

/** A WebSocket API: a route, an integration and a permission for each function that takes messages. */
export const webSocketApiTransform: SamResourceTransform = {
  type: 'AWS::Serverless::WebSocketApi',
  turn: 'api',
  properties: {
    ApiKeySelectionExpression: optional(isString),
    AccessLogSettings: optional(isMap),
    Auth: optional(isMap),
    DefaultRouteSettings: optional(isMap),
    Description: optional(isString),
    DisableExecuteApiEndpoint: optional(isBoolean),
    Domain: optional(isMap),
    DisableSchemaValidation: optional(isBoolean),
    FailOnWarnings: optional(isBoolean),
    IpAddressType: optional(isString),
    Name: optional(isString),
    PropagateTags: optional(isBoolean),
    Routes: required(isMap),
    RouteSettings: optional(isMap),
    RouteSelectionExpression: required(isString),
    StageName: optional(oneOf(isString, isMap)),
    StageVariables: optional(isMap),
    Tags: optional(isMap),
  },
  referables: { Stage: 'AWS::ApiGatewayV2::Stage', DomainName: 'AWS::ApiGatewayV2::DomainName' },
  expand(resource, scope) {
    const { id, properties } = resource;
    const auth = resolveIn(scope, properties['Auth']);
    const domain = resolveIn(scope, properties['Domain']);
    const routes = resolveIn(scope, properties['Routes']);
    const api: WebSocketApi = {
      ...resource,
      auth: isFilled(auth) && isObject(auth) ? auth : undefined,
      routes: isObject(routes) ? routes : {},
      stageName: properties['StageName'] ?? 'default',
    };
    requireSettings(api, domain);
    const main = generateApi(api);
    // Unlike other APIs, AWS lets WebSocket APIs share no record sets.
    const domainResources = generateVersion2Domain({ id, attributes: {} }, domain, {
      tag: createdBy,
      groups: new Map(),
    });
    const stage = generateStage(api);
    const parts = Object.entries(api.routes).flatMap(([key, route]) => generateRoute(api, key, route));
    const routeIds = parts.filter(({ type }) => type === 'AWS::ApiGatewayV2::Route').map((part) => part.id);
    // The settings of a stage can name routes, which then must be there.
    const dependsOn = isFilled(properties['RouteSettings']) ? routeIds : undefined;
    const generated = [main, ...parts, ...domainResources, { ...stage, dependsOn }, ...authorize(api)];
    const { Tags: tags, PropagateTags: isWanted } = properties;
    if (isFilled(tags) && isObject(tags)) propagateTags(generated, { ...tags, [createdBy]: 'SAM' }, isWanted);
    return generated;
  },
};

interface WebSocketApi extends SamResource {
  readonly auth: JsonObject | undefined;
  readonly routes: JsonObject;
  readonly stageName: JsonValue;
}

function requireSettings({ id, routes, properties }: WebSocketApi, domain: JsonValue | undefined): void {
  if (!isFilled(routes)) throw refuseResource(id, 'WebSocket API must have at least one route.');
  const { IpAddressType: addressType } = properties;
  if (!isAbsent(addressType) && !isIntrinsic(addressType) && addressType !== 'ipv4' && addressType !== 'dualstack')
    throw refuseResource(id, "IpAddressType must be 'ipv4' or 'dualstack'.");
  if (isObject(domain) && isFilled(domain['MutualTlsAuthentication']))
    throw refuseResource(id, 'Mutual TLS domain name association is not supported for Websocket APIs.');
}

function generateApi({ id, properties, dependsOn, auth, routes }: WebSocketApi): GeneratedResource {
  if (auth !== undefined && !('$connect' in routes))
    throw refuseResource(id, 'Authorization is only available if there is a $connect route.');
  const { ApiKeySelectionExpression, Description, DisableExecuteApiEndpoint, DisableSchemaValidation } = properties;
  const { IpAddressType, Name, RouteSelectionExpression, Tags } = properties;
  return generate(
    'AWS::ApiGatewayV2::Api',
    id,
    {
      ApiKeySelectionExpression,
      Description,
      DisableExecuteApiEndpoint,
      DisableSchemaValidation,
      IpAddressType,
      Name: Name ?? id,
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression,
      Tags: { ...(isObject(Tags) && Tags), [createdBy]: 'SAM' },
    },
    { dependsOn },
  );
}

function stageIdOf({ id, stageName }: WebSocketApi): string {
  if (stageName === '$default') throw refuseResource(id, 'Stages cannot be named $default for WebSocket APIs.');
  if (typeof stageName !== 'string') return `${id}Stage`;
  return stageName === 'default' ? `${id}DefaultStage` : `${id}${stageName}Stage`;
}

function generateStage(api: WebSocketApi): GeneratedResource {
  const { id, properties, stageName } = api;
  const { StageVariables, AccessLogSettings, DefaultRouteSettings, RouteSettings } = properties;
  return generate('AWS::ApiGatewayV2::Stage', stageIdOf(api), {
    ApiId: ref(id),
    StageName: stageName,
    StageVariables,
    AccessLogSettings,
    DefaultRouteSettings,
    RouteSettings,
    Tags: { [createdBy]: 'SAM' },
    AutoDeploy: true,
  });
}

function generateRoute(api: WebSocketApi, key: string, body: JsonValue): GeneratedResource[] {
  const { id } = api;
  const route = isObject(body) ? body : {};
  const baseId = id + routeIdOf(id, key);
  const { RequestParameters: parameters, FunctionArn: functionArn } = route;
  if (isFilled(parameters) && key !== '$connect')
    throw refuseResource(id, 'Request parameters are only supported for the $connect route in WebSocket APIs.');
  if (api.auth !== undefined) requireAuth(id, api.auth);
  if (functionArn === undefined) throw refuseResource(id, 'Route must have associated function.');
  const { ApiKeyRequired, ModelSelectionExpression, OperationName, RequestModels } = route;
  return [
    generate('AWS::ApiGatewayV2::Route', `${baseId}Route`, {
      ApiId: ref(id),
      RouteKey: key,
      ApiKeyRequired,
      ModelSelectionExpression,
      OperationName,
      RequestModels,
      RequestParameters: isFilled(parameters) ? parameters : undefined,
      RouteResponseSelectionExpression: route['RouteResponseSelectionExpression'],
      Target: join('/', ['integrations', ref(`${baseId}Integration`)]),
      ...(key === '$connect' && api.auth !== undefined && describeAuthorization(id, api.auth)),
    }),
    generate('AWS::ApiGatewayV2::Integration', `${baseId}Integration`, {
      ApiId: ref(id),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: sub(invocationUri.replace('NAME', 'FunctionArn'), { FunctionArn: functionArn }),
      TimeoutInMillis: route['IntegrationTimeout'],
    }),
    permit(`${baseId}Permission`, functionArn, routeSource(api, key)),
  ];
}

function routeSource({ id, stageName }: WebSocketApi, key: string): JsonObject {
  const api = `${executeApi}\${${id}.ApiId}`;
  if (typeof stageName === 'string') return sub(`${api}/${stageName}/${key}`);
  return sub(`${api}/\${__StageName__}/${key}`, { __StageName__: stageName });
}

function permit(id: string, functionArn: JsonValue, source: JsonObject): GeneratedResource {
  return generate('AWS::Lambda::Permission', id, {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: source,
  });
}

function routeIdOf(apiId: string, key: string): string {
  const isSpecial = ['$connect', '$disconnect', '$default'].includes(key);
  if (!isSpecial && !/^[\p{L}\p{N}]+$/u.test(key))
    throw refuseResource(
      apiId,
      `Route key '${key}' must be alphanumeric. Only $connect, $disconnect, and $default special routes are supported.`,
    );
  const word = key.replace('$', '');
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

function requireAuth(apiId: string, auth: JsonObject): void {
  const { AuthType: given, AuthArn: arn } = auth;
  if (!isFilled(given)) throw refuseResource(apiId, 'AuthType must be specified for additional auth configurations.');
  const type = String(given).toUpperCase();
  if (!['NONE', 'AWS_IAM', 'CUSTOM'].includes(type))
    throw refuseResource(apiId, 'AuthType is not one of AWS_IAM, CUSTOM or NONE.');
  if (type === 'CUSTOM' && !isFilled(arn))
    throw refuseResource(apiId, 'AuthArn must be specified if AuthType is CUSTOM.');
  if (type !== 'CUSTOM' && Object.keys(auth).length > 1)
    throw refuseResource(apiId, `No additional configurations supported for AuthType ${type}.`);
}

/** Types are known in any case, but only those in capitals have an effect. */
function describeAuthorization(apiId: string, { AuthType: type }: JsonObject): JsonObject {
  if (type === 'CUSTOM') return { AuthorizationType: 'CUSTOM', AuthorizerId: ref(`${apiId}ConnectAuthorizer`) };
  return { AuthorizationType: type === 'AWS_IAM' ? 'AWS_IAM' : 'NONE' };
}

/** The function that decides over connections, and its permission where it has no role for that. */
function authorize({ id, auth }: WebSocketApi): GeneratedResource[] {
  if (auth?.['AuthType'] !== 'CUSTOM') return [];
  const { AuthArn: arn = null, InvokeRole: role, IdentitySource: source, Name: name } = auth;
  const authorizerId = `${id}ConnectAuthorizer`;
  const authorizer = generate('AWS::ApiGatewayV2::Authorizer', authorizerId, {
    ApiId: ref(id),
    AuthorizerCredentialsArn: role,
    AuthorizerType: 'REQUEST',
    AuthorizerUri: sub(invocationUri.replace('NAME', 'AuthArn'), { AuthArn: arn }),
    IdentitySource: source,
    Name: isFilled(name) ? name : authorizerId,
  });
  if (isFilled(role)) return [authorizer];
  const from = sub(`${executeApi}\${__ApiId__}/authorizers/*`, { __ApiId__: ref(id) });
  return [authorizer, permit(`${id}AuthorizerPermission`, arn, from)];
}
