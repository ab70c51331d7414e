import { isAbsent, isList, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { refuseResource } from '../../refusal.ts';

/** How callers of a GraphQL API prove who they are, as AppSync takes it. */
export interface GraphqlAuth {
  readonly properties: JsonObject;
  /** The functions that decide over callers, which AppSync must be allowed to invoke. */
  readonly authorizerArns: readonly JsonValue[];
}

interface AuthConfig {
  readonly from: string;
  readonly to: string;
}

const configs: Readonly<Record<string, AuthConfig>> = {
  AWS_LAMBDA: { from: 'LambdaAuthorizer', to: 'LambdaAuthorizerConfig' },
  OPENID_CONNECT: { from: 'OpenIDConnect', to: 'OpenIDConnectConfig' },
  AMAZON_COGNITO_USER_POOLS: { from: 'UserPool', to: 'UserPoolConfig' },
};

export function readGraphqlAuth(id: string, auth: JsonObject): GraphqlAuth {
  const { Additional: additional, ...main } = auth;
  const first = describeProvider(id, main);
  const others = (isList(additional) ? additional.filter(isObject) : []).map((provider, index) =>
    describeProvider(id, provider, index),
  );
  const authorizerArns = [first, ...others].flatMap(({ LambdaAuthorizerConfig: config }) =>
    isObject(config) && config['AuthorizerUri'] !== undefined ? [config['AuthorizerUri']] : [],
  );
  const properties = { ...first, ...(others.length > 0 && { AdditionalAuthenticationProviders: others }) };
  return { properties, authorizerArns };
}

/** `index` is that of an additional provider. */
function describeProvider(id: string, provider: JsonObject, index?: number): JsonObject {
  const given = withoutAbsent(provider);
  if (Object.keys(given).length > 2) {
    // AWS names the first additional provider as the main one, too.
    const place = index === undefined || index === 0 ? 'Auth' : `Auth.Additional.${index}`;
    throw refuseResource(id, `'${place}' has more than one authentication configuration defined.`);
  }
  const { Type: type } = given;
  const config = typeof type === 'string' ? configs[type] : undefined;
  if (type === undefined || config === undefined) return { AuthenticationType: type ?? null };
  const values = given[config.from];
  if (isAbsent(values) || !isObject(values))
    throw refuseResource(id, `'${config.from}' must be defined if type is '${String(type)}'.`);
  const { DefaultAction: action, ...rest } = values;
  // AppSync asks for the default action of the main provider alone.
  const kept = index !== undefined && type === 'AMAZON_COGNITO_USER_POOLS' ? rest : { ...rest, DefaultAction: action };
  return { AuthenticationType: type, [config.to]: withoutAbsent(kept) };
}
