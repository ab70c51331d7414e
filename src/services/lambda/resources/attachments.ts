/** What hangs on a function, a version or an alias, a document each. */
import type { LambdaOperations } from '../../../api/lambda.ts';

type PublishLayerVersionInput = LambdaOperations['PublishLayerVersion']['input'];
type CreateFunctionUrlConfigInput = LambdaOperations['CreateFunctionUrlConfig']['input'];

/** `qualifier`: `$LATEST`, a number or an alias. */
export interface EventInvokeRecord {
  readonly functionName: string;
  readonly qualifier: string;
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeSeconds?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
  readonly lastModifiedAt: number;
}

export interface FunctionUrlRecord {
  readonly functionName: string;
  /** `$LATEST` for the function itself, or an alias. */
  readonly qualifier: string;
  readonly urlId: string;
  readonly authType: NonNullable<CreateFunctionUrlConfigInput['AuthType']>;
  readonly invokeMode: NonNullable<CreateFunctionUrlConfigInput['InvokeMode']>;
  /** Whether a caller ever named the mode: AWS echoes it to a write only then. */
  readonly isInvokeModeGiven: boolean;
  readonly cors?: CorsSettings;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

// A type, not an interface: only a type can stand where a table of unknowns is wanted.
// oxlint-disable-next-line typescript/consistent-type-definitions
export type CorsSettings = {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: string[];
  readonly AllowMethods?: string[];
  readonly AllowOrigins?: string[];
  readonly ExposeHeaders?: string[];
  readonly MaxAge?: number;
};

export interface ProvisionedConcurrencyRecord {
  readonly functionName: string;
  /** A number or an alias. */
  readonly qualifier: string;
  readonly requested: number;
  readonly status:
    | { readonly phase: 'in-progress' }
    | { readonly phase: 'ready' }
    | { readonly phase: 'failed'; readonly reason: string };
  /**
   * What the status speaks of: the environments that are ready, those that failed, or, while others
   * are being made, those of before. Absent: there were none before.
   */
  readonly allocation?: readonly VersionShare[];
  readonly lastModifiedAt: number;
}

/** How many environments of a version are kept warm. */
export interface VersionShare {
  readonly version: string;
  readonly count: number;
}

export interface LayerRecord {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** The number that the next version gets. */
  readonly nextVersion: number;
}

export interface LayerVersionRecord {
  readonly region: string;
  readonly account: string;
  readonly layerName: string;
  readonly version: number;
  readonly description: string;
  readonly content: { readonly sha256: string; readonly blob: string; readonly sizeBytes: number };
  readonly createdAt: number;
  readonly compatibleRuntimes?: NonNullable<PublishLayerVersionInput['CompatibleRuntimes']>;
  readonly compatibleArchitectures?: NonNullable<PublishLayerVersionInput['CompatibleArchitectures']>;
  readonly licenseInfo?: string;
  readonly policy?: LayerPolicy;
}

export interface LayerPolicy {
  readonly statements: readonly LayerStatement[];
  readonly revisionId: string;
}

export interface LayerStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: unknown;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
