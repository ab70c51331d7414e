import type { JsonObject, JsonValue } from './mutable-json.ts';
import { resolveMappings } from './intrinsics/find-in-map.ts';
import { resolveParameters, type ParameterValues } from './intrinsics/parameter-values.ts';
import type { GeneratedResource } from './generated-resource.ts';
import type { PropertyTable } from './property-table.ts';
import type { DeploymentPreferences } from './resources/function/deployment-preferences.ts';
import type { SharedUsagePlan } from './resources/usage-plan/shared-usage-plan.ts';
import type { FindApplication } from './sam-context.ts';
import type { SamResource } from './sam-resource.ts';

/** One type of SAM resource: what it takes, and what becomes of it. */
export interface SamResourceTransform {
  readonly type: string;
  readonly properties: PropertyTable;
  /** Attributes that it takes beside `Condition`, `DependsOn` and the like. */
  readonly attributes?: readonly string[];
  /** Functions and state machines add paths to APIs, and connectors look at finished resources. */
  readonly turn: 'function' | 'state-machine' | 'api' | 'other' | 'connector';
  /** Generated types by the name under which templates refer to them: `Fn.Alias`. */
  readonly referables?: Readonly<Record<string, string>>;
  /** Whether a property that the type does not know is passed over instead of refused. */
  readonly isLenient?: boolean;
  /** Makes the properties ready, in place, before they are checked. */
  prepare?(id: string, properties: JsonObject): void;
  expand(resource: SamResource, scope: TransformScope): readonly GeneratedResource[];
}

/** What the expansion of one resource sees and changes of the whole. */
export interface TransformScope {
  readonly region: string;
  readonly partition: string;
  readonly parameters: ParameterValues;
  readonly mappings: JsonObject;
  /** The template with its SAM resources: an event adds its path to an API that stands here. */
  readonly source: JsonObject;
  readonly sourceResources: JsonObject;
  /** Conditions of the finished template; those that the transform needs are added. */
  readonly conditions: JsonObject;
  /** Resources of the finished template, as far as it is finished. */
  readonly outputResources: JsonObject;
  readonly deploymentPreferences: DeploymentPreferences;
  readonly sharedUsagePlan: SharedUsagePlan;
  /** Logical IDs by the one that the SAM resource had. */
  readonly changedIds: Map<string, string>;
  /** Names of the functions, by the API that their events name: a new name deploys the API again. */
  readonly functionNames: Map<string, string>;
  /** Resources that several APIs have in common, by logical ID: record sets of one hosted zone, a shared usage plan. */
  readonly commonResources: Map<string, GeneratedResource>;
  readonly managedPolicies: Readonly<Record<string, string>>;
  readonly findApplication: FindApplication | undefined;
  readonly now: number;
  readonly featureToggles: ReadonlySet<string>;
}

/** The value with references to parameters resolved, in place. */
export function resolveIn(scope: TransformScope, value: JsonValue | undefined): JsonValue | undefined {
  return resolveParameters(value, scope.parameters);
}

/** The value with references to parameters and mappings resolved, in place. */
export function resolveWithMappings(scope: TransformScope, value: JsonValue | undefined): JsonValue | undefined {
  return resolveMappings(resolveParameters(value, scope.parameters), scope.mappings);
}
