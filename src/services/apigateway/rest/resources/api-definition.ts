/**
 * What a REST API is made of: all that a deployment takes a snapshot of. The members are those of the
 * wire, so that a snapshot, an import and an answer speak of the same things.
 */
export interface ApiDefinition {
  readonly rootResourceId: string;
  readonly resources: Readonly<Record<string, ResourceRecord>>;
  /** By name. */
  readonly models: Readonly<Record<string, ModelRecord>>;
  readonly requestValidators: Readonly<Record<string, RequestValidatorRecord>>;
  readonly authorizers: Readonly<Record<string, AuthorizerRecord>>;
  /** By response type; those that the API has not set are API Gateway's own. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseRecord>>;
}

export interface ResourceRecord {
  readonly id: string;
  /** Absent: the root. */
  readonly parentId?: string;
  readonly pathPart?: string;
  readonly path: string;
  /** By HTTP method or `ANY`. */
  readonly methods: Readonly<Record<string, MethodRecord>>;
}

export interface MethodRecord {
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly authorizerId?: string;
  readonly authorizationScopes?: readonly string[];
  readonly apiKeyRequired: boolean;
  readonly requestValidatorId?: string;
  readonly operationName?: string;
  /** As `method.request.querystring.page` → whether it must be there. */
  readonly requestParameters?: Readonly<Record<string, boolean>>;
  /** The names of models by content type. */
  readonly requestModels?: Readonly<Record<string, string>>;
  readonly methodResponses?: Readonly<Record<string, MethodResponseRecord>>;
  readonly methodIntegration?: IntegrationRecord;
}

export interface MethodResponseRecord {
  readonly statusCode: string;
  readonly responseParameters?: Readonly<Record<string, boolean>>;
  readonly responseModels?: Readonly<Record<string, string>>;
}

export type IntegrationType = 'HTTP' | 'AWS' | 'MOCK' | 'HTTP_PROXY' | 'AWS_PROXY';

export interface IntegrationRecord {
  readonly type: IntegrationType;
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly connectionType?: string;
  readonly connectionId?: string;
  readonly credentials?: string;
  readonly requestParameters?: Readonly<Record<string, string>>;
  /** By content type. */
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly passthroughBehavior: string;
  readonly contentHandling?: string;
  readonly timeoutInMillis: number;
  readonly cacheNamespace: string;
  readonly cacheKeyParameters: readonly string[];
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean };
  readonly responseTransferMode?: string;
  readonly integrationResponses?: Readonly<Record<string, IntegrationResponseRecord>>;
}

export interface IntegrationResponseRecord {
  readonly statusCode: string;
  readonly selectionPattern?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
  readonly contentHandling?: string;
}

export interface ModelRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly schema?: string;
  readonly contentType: string;
}

export interface RequestValidatorRecord {
  readonly id: string;
  readonly name?: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

export interface AuthorizerRecord {
  readonly id: string;
  readonly name: string;
  readonly type: 'TOKEN' | 'REQUEST' | 'COGNITO_USER_POOLS';
  readonly providerARNs?: readonly string[];
  readonly authType?: string;
  readonly authorizerUri?: string;
  readonly authorizerCredentials?: string;
  readonly identitySource?: string;
  readonly identityValidationExpression?: string;
  readonly authorizerResultTtlInSeconds?: number;
}

export interface GatewayResponseRecord {
  readonly responseType: string;
  readonly statusCode?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}
