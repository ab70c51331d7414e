/**
 * A function as Serin keeps it: one document for the function, which holds `$LATEST`; one for each
 * published version; one for each alias. All moments are epoch milliseconds.
 */

/** Everything that publishing a version freezes. */
export interface FunctionSettings {
  readonly runtime: string | undefined;
  readonly packageType: 'Zip' | 'Image';
  readonly imageUri?: string;
  readonly imageConfig?: {
    readonly EntryPoint?: string[];
    readonly Command?: string[];
    readonly WorkingDirectory?: string;
  };
  readonly code: CodePackage;
  readonly role: string;
  readonly handler: string | undefined;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly ephemeralStorageMiB: number;
  readonly architectures: readonly string[];
  /** Absent: the caller gave none; empty: an empty map was given, and is echoed. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly layers: readonly LayerReference[];
  readonly deadLetterTargetArn?: string;
  readonly vpcConfig?: {
    readonly SubnetIds: string[];
    readonly SecurityGroupIds: string[];
    readonly VpcId: string;
    readonly Ipv6AllowedForDualStack: boolean;
  };
  readonly kmsKeyArn?: string;
  readonly tracingMode: string;
  readonly fileSystemConfigs?: readonly { readonly Arn: string; readonly LocalMountPath: string }[];
  readonly logging: LoggingSettings;
  readonly snapStartApplyOn: string;
}

export interface CodePackage {
  /** Base64, as the API tells it. */
  readonly sha256: string;
  /** The same hash in hexadecimal: the blob's name, and the unpacked folder's. */
  readonly blob: string;
  readonly sizeBytes: number;
  /** The key that the caller named for the package at rest; told back by GetFunction. */
  readonly sourceKmsKeyArn?: string;
}

export interface LayerReference {
  readonly arn: string;
  readonly codeSize: number;
  /** Name of the blob, and of the folder with its content. */
  readonly blob: string;
}

export interface LoggingSettings {
  readonly format: 'Text' | 'JSON';
  readonly logGroup: string;
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
}

/** What becomes of a create or an update while it is carried out. */
export type UpdatePhase =
  | { readonly phase: 'successful' }
  | { readonly phase: 'in-progress'; readonly settings: FunctionSettings }
  | { readonly phase: 'failed'; readonly reasonCode: string; readonly reason: string };

export type FunctionState =
  | { readonly phase: 'pending' }
  | { readonly phase: 'active' }
  | { readonly phase: 'failed'; readonly reasonCode: string; readonly reason: string };

export interface FunctionRecord {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** Unlike that of a function of the same name that was deleted before. */
  readonly generation: string;
  readonly state: FunctionState;
  /**
   * Absent until the function was active once. While an update is in progress `settings` are those
   * that calls still run, and the update carries the new ones, which is what the API shows.
   */
  readonly lastUpdate?: UpdatePhase;
  readonly settings: FunctionSettings;
  readonly revisionId: string;
  readonly lastModifiedAt: number;
  /** The number that the next version gets. Numbers are never given twice. */
  readonly nextVersion: number;
  /** What `$LATEST` was when it was last published, and as which version. */
  readonly lastPublished?: { readonly version: string; readonly fingerprint: string };
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  readonly policy?: ResourcePolicy;
  readonly recursiveLoop?: string;
  readonly runtimeManagement?: RuntimeManagement;
}

export interface VersionRecord {
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  readonly version: string;
  readonly generation: string;
  readonly settings: FunctionSettings;
  readonly state: FunctionState;
  readonly revisionId: string;
  readonly lastModifiedAt: number;
  readonly policy?: ResourcePolicy;
  readonly runtimeManagement?: RuntimeManagement;
}

export interface AliasRecord {
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  readonly name: string;
  readonly description: string;
  readonly functionVersion: string;
  /** The second version and its share of the calls, in [0, 1]. */
  readonly additional?: { readonly version: string; readonly weight: number };
  readonly revisionId: string;
  readonly policy?: ResourcePolicy;
}

/** When newer builds of the runtime are taken on. */
export interface RuntimeManagement {
  readonly updateRuntimeOn: string;
  readonly runtimeVersionArn?: string;
}

/** Statements in the order in which they were added, each as the API shows it. */
export interface ResourcePolicy {
  readonly statements: readonly PolicyStatement[];
  /** Its own: what happens to the function afterwards leaves it as it is. */
  readonly revisionId: string;
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: unknown;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
