/** A request to an HTTP API once its route is known: what events, authorizers and mappings are made of. */
import type { WireRequest } from '../../../aws/wire.ts';
import type { HttpStage } from '../http/http-stage.ts';
import { decode, type SelectedRoute } from './http-routes.ts';
import { formatRequestTime } from './request-time.ts';

export interface HttpCall {
  readonly stage: HttpStage;
  readonly selected: SelectedRoute;
  /** With the headers that API Gateway adds. */
  readonly request: WireRequest;
  /** The stage included, unless it is `$default`; decoded, as AWS hands it over. */
  readonly rawPath: string;
  readonly domainName: string;
  readonly sourceIp: string;
  readonly protocol: string;
  /** As `JKJaXmPLvHcESHA=`. */
  readonly requestId: string;
  readonly receivedAtMs: number;
}

export function rawPathOf(stage: HttpStage, path: string): string {
  return decode(stage.stageName === '$default' ? path : `/${stage.stageName}${path}`);
}

/** What the authorizer leaves in the context: of the kind that the route asks for. */
export type AuthorizerContext =
  | { readonly kind: 'none' }
  | { readonly kind: 'iam'; readonly iam: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'jwt';
      readonly claims: Readonly<Record<string, string>>;
      readonly scopes: readonly string[] | null;
    }
  | { readonly kind: 'lambda'; readonly context: Readonly<Record<string, unknown>>; readonly principalId?: string };

/** `execute-api` ARN of what is called: by it policies of functions and of authorizers decide. */
export function callArn({ stage, selected, request }: HttpCall): string {
  const { region, account, apiId, stageName } = stage;
  const resource = selected.resourcePath === '$default' ? '$default' : `${request.method}${selected.resourcePath}`;
  return `arn:aws:execute-api:${region}:${account}:${apiId}/${stageName}/${resource}`;
}

/** The context of payload format 2.0. */
export function describeContext2(call: HttpCall, authorizer: AuthorizerContext): Record<string, unknown> {
  const { stage, selected, request, rawPath, domainName, sourceIp, protocol, requestId, receivedAtMs } = call;
  const described = describeAuthorizer2(authorizer);
  return {
    accountId: stage.account,
    apiId: stage.apiId,
    ...(described !== undefined && { authorizer: described }),
    domainName,
    domainPrefix: domainName.split('.')[0] ?? '',
    http: {
      method: request.method,
      path: rawPath,
      protocol,
      sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: selected.route.routeKey,
    stage: stage.stageName,
    time: formatRequestTime(receivedAtMs),
    timeEpoch: receivedAtMs,
  };
}

function describeAuthorizer2(authorizer: AuthorizerContext): Record<string, unknown> | undefined {
  switch (authorizer.kind) {
    case 'none':
      return undefined;
    case 'iam':
      return { iam: authorizer.iam };
    case 'jwt':
      return { jwt: { claims: authorizer.claims, scopes: authorizer.scopes } };
    case 'lambda':
      return { lambda: authorizer.context };
  }
}

/** The context of payload format 1.0. */
export function describeContext1(call: HttpCall, authorizer: AuthorizerContext): Record<string, unknown> {
  const { stage, selected, request, rawPath, domainName, protocol, requestId, receivedAtMs } = call;
  const described = describeAuthorizer1(authorizer);
  return {
    accountId: stage.account,
    apiId: stage.apiId,
    ...(described !== undefined && { authorizer: described }),
    domainName,
    domainPrefix: domainName.split('.')[0] ?? '',
    extendedRequestId: requestId,
    httpMethod: request.method,
    identity: describeIdentity(call, authorizer),
    path: rawPath,
    protocol,
    requestId,
    requestTime: formatRequestTime(receivedAtMs),
    requestTimeEpoch: receivedAtMs,
    resourceId: selected.route.routeKey,
    resourcePath: selected.resourcePath,
    stage: stage.stageName,
  };
}

function describeAuthorizer1(authorizer: AuthorizerContext): Record<string, unknown> | undefined {
  switch (authorizer.kind) {
    case 'none':
    case 'iam':
      return undefined;
    case 'jwt':
      return { claims: authorizer.claims, scopes: authorizer.scopes };
    case 'lambda':
      return {
        ...authorizer.context,
        ...(authorizer.principalId !== undefined && { principalId: authorizer.principalId }),
      };
  }
}

function describeIdentity({ sourceIp, request }: HttpCall, authorizer: AuthorizerContext): Record<string, unknown> {
  const iam = authorizer.kind === 'iam' ? authorizer.iam : {};
  return {
    accessKey: iam['accessKey'] ?? null,
    accountId: iam['accountId'] ?? null,
    caller: iam['callerId'] ?? null,
    cognitoAmr: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp,
    user: iam['userId'] ?? null,
    userAgent: request.headers['user-agent'] ?? '',
    userArn: iam['userArn'] ?? null,
  };
}
