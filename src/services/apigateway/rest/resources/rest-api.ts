import type { ApiDefinition } from './api-definition.ts';

export interface RestApiRecord extends RestApiSettings {
  readonly id: string;
  readonly region: string;
  readonly account: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly definition: ApiDefinition;
}

/** What can be set of an API itself; of all but its name and tags a deployment takes a snapshot. */
export interface RestApiSettings {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly binaryMediaTypes?: readonly string[];
  readonly minimumCompressionSize?: number;
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly endpointConfiguration: EndpointConfiguration;
  /** JSON text. */
  readonly policy?: string;
  readonly disableExecuteApiEndpoint: boolean;
}

export interface EndpointConfiguration {
  readonly types: readonly string[];
  readonly ipAddressType: string;
  readonly vpcEndpointIds?: readonly string[];
}

export interface DeploymentRecord {
  readonly id: string;
  readonly apiId: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly snapshot: Snapshot;
}

/** All of an API that its stages serve until another deployment takes the place of this one. */
export interface Snapshot {
  readonly definition: ApiDefinition;
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly minimumCompressionSize?: number;
  readonly policy?: string;
}

export interface StageRecord {
  readonly stageName: string;
  readonly apiId: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly cacheClusterEnabled: boolean;
  readonly cacheClusterSize?: string;
  readonly tracingEnabled: boolean;
  readonly documentationVersion?: string;
  readonly clientCertificateId?: string;
  readonly accessLogSettings?: { readonly format?: string; readonly destinationArn?: string };
  readonly canarySettings?: CanarySettings;
  /** By `resource path/method`, or `*` for either. */
  readonly methodSettings: Readonly<Record<string, MethodSetting>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Counts the flushes: what authorizers decided before the last is no longer relied upon. */
  readonly authorizerGeneration: number;
}

export interface CanarySettings {
  readonly percentTraffic: number;
  readonly deploymentId: string;
  readonly stageVariableOverrides?: Readonly<Record<string, string>>;
  readonly useStageCache: boolean;
}

export interface MethodSetting {
  readonly metricsEnabled: boolean;
  readonly loggingLevel: string;
  readonly dataTraceEnabled: boolean;
  readonly throttlingBurstLimit: number;
  readonly throttlingRateLimit: number;
  readonly cachingEnabled: boolean;
  readonly cacheTtlInSeconds: number;
  readonly cacheDataEncrypted: boolean;
  readonly requireAuthorizationForCacheControl: boolean;
  readonly unauthorizedCacheControlHeaderStrategy: string;
}
