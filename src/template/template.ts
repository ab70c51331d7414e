import type { JsonObject, JsonValue } from './json.ts';

/** A template whose form has been checked. */
export interface Template {
  readonly tree: JsonObject;
  readonly formatVersion: string | undefined;
  readonly description: string | undefined;
  readonly metadata: JsonValue | undefined;
  /** The names of the transforms that it declares at its top, in the order in which they run. */
  readonly transforms: readonly string[];
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: JsonObject;
  readonly conditions: ReadonlyMap<string, JsonValue>;
  readonly rules: ReadonlyMap<string, TemplateRule>;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: ReadonlyMap<string, TemplateOutput>;
}

export interface ParameterDeclaration {
  readonly type: string;
  readonly default: string | undefined;
  readonly description: string | undefined;
  readonly noEcho: boolean;
  readonly allowedValues: readonly string[] | undefined;
  readonly allowedPattern: string | undefined;
  readonly constraintDescription: string | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly minValue: number | undefined;
  readonly maxValue: number | undefined;
}

export const deletionPolicies = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'] as const;
export type DeletionPolicy = (typeof deletionPolicies)[number];
export const updateReplacePolicies = ['Delete', 'Retain', 'Snapshot'] as const;
export type UpdateReplacePolicy = (typeof updateReplacePolicies)[number];

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  /** The name of the condition under which the resource is there. */
  readonly condition: string | undefined;
  readonly metadata: JsonValue | undefined;
  /** `undefined` where the template says nothing, which for nearly all types means `Delete`. */
  readonly deletionPolicy: DeletionPolicy | undefined;
  readonly updateReplacePolicy: UpdateReplacePolicy | undefined;
  readonly updatePolicy: JsonObject | undefined;
  readonly creationPolicy: JsonObject | undefined;
}

export interface TemplateOutput {
  readonly value: JsonValue;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  readonly exportName: JsonValue | undefined;
}

export interface TemplateRule {
  readonly condition: JsonValue | undefined;
  readonly assertions: readonly { readonly assert: JsonValue; readonly description: string | undefined }[];
}
