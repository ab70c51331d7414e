/**
 * The seam between Lambda's control plane and its data plane: how an invocation is routed, as it
 * follows from the stored records. The control plane sends a change before it answers the request
 * that made it; the data plane keeps the sum of all changes in memory.
 */
import type { VersionSpec } from '../../execution/execution-host.ts';

/** Each names its function by its unqualified ARN and replaces what was known under its own name. */
export type RoutingChange =
  | { readonly kind: 'function'; readonly functionArn: string; readonly route: FunctionRoute }
  | { readonly kind: 'function-deleted'; readonly functionArn: string }
  | { readonly kind: 'version'; readonly functionArn: string; readonly version: string; readonly route: VersionRoute }
  | { readonly kind: 'version-deleted'; readonly functionArn: string; readonly version: string }
  | { readonly kind: 'alias'; readonly functionArn: string; readonly alias: string; readonly route: AliasRoute }
  | { readonly kind: 'alias-deleted'; readonly functionArn: string; readonly alias: string }
  | { readonly kind: 'provisioned'; readonly functionArn: string; readonly qualifier: string; readonly count: number }
  /** Without a qualifier: those of the function's name alone. */
  | {
      readonly kind: 'grants';
      readonly functionArn: string;
      readonly qualifier?: string;
      readonly grants: readonly ServiceGrant[];
    }
  | { readonly kind: 'url'; readonly urlId: string; readonly route: UrlRoute }
  | { readonly kind: 'url-deleted'; readonly urlId: string };

export interface FunctionRoute {
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  /** Absent: the function draws on the account's unreserved concurrency. */
  readonly reservedConcurrency?: number;
}

/** Also sent for `$LATEST`, whenever code, configuration or state change. */
export type VersionRoute =
  | { readonly phase: 'active'; readonly spec: VersionSpec; readonly deadLetterTargetArn?: string }
  /** Calls are refused: the state is what AWS's message names, as `Pending` or `Failed`. */
  | { readonly phase: 'unready'; readonly state: string };

export interface AliasRoute {
  readonly version: string;
  readonly additional?: { readonly version: string; readonly weight: number };
}

/** A statement of a resource policy that lets a service of AWS's invoke the function. */
export interface ServiceGrant {
  /** As `apigateway.amazonaws.com`; an asterisk is any. */
  readonly service: string;
  /** Patterns with asterisks and question marks, of which one has to fit; absent: any source. */
  readonly sourceArns?: readonly string[];
  readonly sourceAccounts?: readonly string[];
}

export interface UrlRoute {
  readonly functionArn: string;
  /** `$LATEST` or an alias. */
  readonly qualifier: string;
  readonly authType: string;
  readonly invokeMode: string;
  readonly cors?: Readonly<Record<string, unknown>>;
  /** Whether the resource policy lets anyone call the URL. */
  readonly isPublic: boolean;
}
