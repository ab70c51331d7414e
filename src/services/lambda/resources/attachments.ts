/** What hangs on a function, a version or an alias, a document each. */

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
  readonly authType: string;
  readonly invokeMode: string;
  readonly cors?: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

export interface ProvisionedConcurrencyRecord {
  readonly functionName: string;
  /** A number or an alias. */
  readonly qualifier: string;
  readonly requested: number;
  readonly status: { readonly phase: 'in-progress' } | { readonly phase: 'ready' } | { readonly phase: 'failed'; readonly reason: string };
  readonly lastModifiedAt: number;
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
  readonly compatibleRuntimes?: readonly string[];
  readonly compatibleArchitectures?: readonly string[];
  readonly licenseInfo?: string;
  readonly policy?: { readonly statements: readonly Readonly<Record<string, unknown>>[]; readonly revisionId: string };
}
