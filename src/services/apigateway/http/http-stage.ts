/** What a stage of an HTTP API serves: its deployment, with the stage's own settings. Plain data. */
import type { StageIdentity } from '../stage-identity.ts';

export interface HttpStage extends StageIdentity {
  readonly kind: 'http';
  readonly cors?: CorsRules;
  /** Another one than before means that what authorizers decided is no longer relied upon. */
  readonly authorizerGeneration: number;
  readonly routes: readonly HttpRoute[];
}

/** As the API has it: names in the camel case of the wire. */
export interface CorsRules {
  readonly allowCredentials?: boolean;
  readonly allowHeaders?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowOrigins?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: number;
}

export interface HttpRoute {
  /** `GET /pets/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  /** Absent: the route has no target, and its calls fail. */
  readonly integration?: HttpIntegration;
  readonly authorization: HttpAuthorization;
}

export type HttpAuthorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'iam' }
  | {
      readonly kind: 'jwt';
      readonly issuer: string;
      readonly audience: readonly string[];
      /** As `$request.header.Authorization`. */
      readonly identitySource: string;
      /** Of which the token has to hold one; empty: none is asked for. */
      readonly scopes: readonly string[];
    }
  | {
      readonly kind: 'lambda';
      readonly authorizerId: string;
      readonly uri: string;
      readonly credentialsArn?: string;
      readonly payloadFormat: '1.0' | '2.0';
      readonly identitySources: readonly string[];
      readonly hasSimpleResponses: boolean;
      readonly cacheSeconds: number;
    };

export type HttpIntegration =
  | {
      readonly kind: 'lambda';
      /** A function's ARN, or the address form of one; may hold `${stageVariables.name}`. */
      readonly uri: string;
      readonly credentialsArn?: string;
      readonly payloadFormat: '1.0' | '2.0';
      readonly timeoutMs: number;
      readonly parameters: ParameterMapping;
    }
  | {
      readonly kind: 'http';
      readonly uri: string;
      /** `ANY`: that of the request. */
      readonly method: string;
      readonly timeoutMs: number;
      readonly parameters: ParameterMapping;
    }
  /** Named so that a call can say what is not served. */
  | { readonly kind: 'unsupported'; readonly what: string };

export interface ParameterMapping {
  /** As `overwrite:path` → `$request.path.id`. */
  readonly request: Readonly<Record<string, string>>;
  /** By status code. */
  readonly response: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
