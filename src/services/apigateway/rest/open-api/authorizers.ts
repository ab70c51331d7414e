/** Who may call a method, as an OpenAPI document says it. */
import type { AuthorizerRecord, MethodRecord } from '../resources/api-definition.ts';
import { listOf, type Node, nodeOf, textOf } from './document.ts';

export const securitySchemes = (document: Node): Node =>
  nodeOf(document['securityDefinitions'] ?? nodeOf(document['components'])['securitySchemes']);

export function importAuthorizers(document: Node, newId: () => string): Readonly<Record<string, AuthorizerRecord>> {
  const authorizers = Object.entries(securitySchemes(document)).flatMap(([name, scheme]) => {
    const node = nodeOf(scheme);
    const extension = node['x-amazon-apigateway-authorizer'];
    return extension === undefined ? [] : [importAuthorizer(name, node, newId())];
  });
  return Object.fromEntries(authorizers.map((one) => [one.id, one]));
}

function importAuthorizer(name: string, scheme: Node, id: string): AuthorizerRecord {
  const extension = nodeOf(scheme['x-amazon-apigateway-authorizer']);
  const kind = textOf(extension['type'])?.toLowerCase();
  const type = kind === 'request' ? 'REQUEST' : kind === 'cognito_user_pools' ? 'COGNITO_USER_POOLS' : 'TOKEN';
  const header = textOf(scheme['name']) ?? 'Authorization';
  const fallback = type === 'REQUEST' ? undefined : `method.request.header.${header}`;
  const identitySource = textOf(extension['identitySource']) ?? fallback;
  const uri = textOf(extension['authorizerUri']);
  const credentials = textOf(extension['authorizerCredentials']);
  const expression = textOf(extension['identityValidationExpression']);
  const ttl = extension['authorizerResultTtlInSeconds'];
  const providers = listOf(extension['providerARNs']).map(String);
  const authType = textOf(scheme['x-amazon-apigateway-authtype']);
  return {
    id,
    name,
    type,
    ...(providers.length > 0 && { providerARNs: providers }),
    ...(authType !== undefined && { authType }),
    ...(uri !== undefined && { authorizerUri: uri }),
    ...(credentials !== undefined && { authorizerCredentials: credentials }),
    ...(identitySource !== undefined && { identitySource }),
    ...(expression !== undefined && { identityValidationExpression: expression }),
    ...(ttl !== undefined && ttl !== null && { authorizerResultTtlInSeconds: Number(ttl) }),
  };
}

type Security = Pick<MethodRecord, 'authorizationType' | 'authorizerId' | 'authorizationScopes' | 'apiKeyRequired'>;

/** What the operation's `security`, else the document's, comes to. */
export function securityOf(
  document: Node,
  operation: Node,
  authorizers: Readonly<Record<string, AuthorizerRecord>>,
): Security {
  const schemes = securitySchemes(document);
  const asked = listOf(operation['security'] ?? document['security']).flatMap((one) => Object.entries(nodeOf(one)));
  let security: Security = { authorizationType: 'NONE', apiKeyRequired: false };
  const auth = textOf(nodeOf(operation['x-amazon-apigateway-auth'])['type']);
  if (auth?.toUpperCase() === 'AWS_IAM') security = { ...security, authorizationType: 'AWS_IAM' };
  for (const [name, scopes] of asked) {
    const scheme = nodeOf(schemes[name]);
    const authorizer = Object.values(authorizers).find((one) => one.name === name);
    if (authorizer !== undefined) {
      const isCognito = authorizer.type === 'COGNITO_USER_POOLS';
      const names = listOf(scopes).map(String);
      security = {
        ...security,
        authorizationType: isCognito ? 'COGNITO_USER_POOLS' : 'CUSTOM',
        authorizerId: authorizer.id,
        ...(isCognito && names.length > 0 && { authorizationScopes: names }),
      };
    } else if (textOf(scheme['x-amazon-apigateway-authtype']) === 'awsSigv4')
      security = { ...security, authorizationType: 'AWS_IAM' };
    else if (isApiKey(scheme)) security = { ...security, apiKeyRequired: true };
  }
  return security;
}

const isApiKey = (scheme: Node): boolean =>
  textOf(scheme['type']) === 'apiKey' &&
  textOf(scheme['in']) === 'header' &&
  textOf(scheme['name'])?.toLowerCase() === 'x-api-key';
