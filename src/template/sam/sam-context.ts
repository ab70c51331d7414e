import type { JsonObject } from '../json.ts';

/** What the Serverless Application Repository says of an application. */
export type RepositoryAnswer =
  | { readonly kind: 'found'; readonly templateUrl: string }
  /** Its template did not get ready in time. */
  | { readonly kind: 'preparing' }
  | { readonly kind: 'refused'; readonly message: string };

export type FindApplication = (applicationId: string, semanticVersion: string) => RepositoryAnswer;

/** What the transform knows beside the template. */
export interface SamContext {
  readonly region: string;
  /** @default the partition that the region is in */
  readonly partition?: string;
  /** Values of the template's parameters; a parameter without one has its default. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** ARNs by name of managed policies that AWS has beside those known here. */
  readonly managedPolicies?: Readonly<Record<string, string>>;
  /** @default there is no application repository, and AWS's refusal says so */
  readonly findApplication?: FindApplication;
  /** Seconds since 1970, which the deployment of an API with `AlwaysDeploy` is named after. */
  readonly now?: number;
  /** Behaviours that AWS has switched on for some of its accounts only. */
  readonly featureToggles?: ReadonlySet<string>;
  /** Whether the metadata of a SAM resource goes over to what it becomes. */
  readonly passesMetadata?: boolean;
}

/** `message` is what a change set tells as the transform's refusal. */
export type SamResult =
  | { readonly kind: 'transformed'; readonly template: JsonObject }
  | { readonly kind: 'invalid'; readonly message: string };

const partitions = [
  ['cn-', 'aws-cn'],
  ['us-iso-', 'aws-iso'],
  ['us-isob', 'aws-iso-b'],
  ['us-gov', 'aws-us-gov'],
  ['eu-isoe', 'aws-iso-e'],
  ['us-isof', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
] as const;

export function partitionOf(region: string): string {
  const lower = region.toLowerCase();
  return partitions.find(([prefix]) => lower.startsWith(prefix))?.[1] ?? 'aws';
}
