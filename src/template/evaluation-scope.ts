import type { DynamicReference } from './dynamic-references.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Refusal } from './refusal.ts';

/** Stands in a change set for what only the execution can tell. */
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** What is known of something outside of the template. */
export type Lookup = { readonly kind: 'value'; readonly value: JsonValue } | { readonly kind: 'unknown' } | Refusal;

export interface ResourceLookup {
  /** What `Ref` gives: nearly always the physical ID. */
  readonly ref: (logicalId: string) => Lookup;
  readonly attribute: (logicalId: string, attribute: string) => Lookup;
}

export interface PseudoParameters {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly notificationArns: readonly string[];
}

/** All that functions can ask for. */
export interface EvaluationScope {
  /** What `Ref` gives for each parameter: text, or a list of texts. */
  readonly parameters: ReadonlyMap<string, JsonValue>;
  /** Those of the parameters whose values only an execution can tell: what stands in `parameters` is a stand-in. */
  readonly unknownParameters?: ReadonlySet<string>;
  readonly pseudoParameters: PseudoParameters;
  readonly mappings: JsonObject;
  readonly conditions: ReadonlyMap<string, boolean>;
  readonly resources: ResourceLookup;
  /** The value of another stack's export. */
  readonly importValue: (name: string) => Lookup;
  readonly availabilityZones: (region: string) => readonly string[];
  readonly dynamicReference: (reference: DynamicReference) => Lookup;
  /** Whether the template declares `AWS::LanguageExtensions`. */
  readonly hasLanguageExtensions: boolean;
}

export type Evaluation =
  /** `undefined` is `AWS::NoValue`. */
  | { readonly kind: 'value'; readonly value: JsonValue | undefined }
  /** Something is not known yet; `preview` has {@link knownAfterApply} in its place. */
  | { readonly kind: 'waits'; readonly resources: readonly string[]; readonly preview: JsonValue | undefined }
  | Refusal;
