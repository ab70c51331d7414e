/**
 * A stack's template as an operation works with it: which resources it wants, and what each of them is
 * to be, once those that it needs are there. Pure.
 */
import { evaluateConditions, type ConditionScope } from '../../template/conditions.ts';
import { dependencyGraph, type DependencyGraph } from '../../template/dependency-graph.ts';
import { evaluate } from '../../template/evaluate.ts';
import type { EvaluationScope, Lookup, ResourceLookup } from '../../template/evaluation-scope.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../template/json.ts';
import { evaluateOutputs } from '../../template/outputs.ts';
import { referencedValues, resolveParameters } from '../../template/parameters.ts';
import { presentTemplate, type PresentTemplate } from '../../template/present-template.ts';
import { isTemplate, readTemplate } from '../../template/read-template.ts';
import { referencesIn } from '../../template/references.ts';
import { refuse, type Refusal } from '../../template/refusal.ts';
import type { Template, TemplateResource } from '../../template/template.ts';
import { attributeLookup, refLookup } from './resource-lookup.ts';
import type { ResourceTypes } from './resource-types/registry.ts';
import type { StackReference } from './resources/keys.ts';
import type { ResourceRecord, ResourceSettings } from './resources/resource.ts';
import { stackArn, type StackOutput, type StackParameter, type StackSettings } from './resources/stack.ts';
import type { StoredTemplate } from './resources/stored-template.ts';

export interface StackTemplateSources {
  readonly stack: StackReference;
  readonly settings: StackSettings;
  readonly stored: StoredTemplate;
  readonly types: ResourceTypes;
  /** Values of all exports of the account and region. */
  readonly exports: ReadonlyMap<string, string>;
}

export type Records = ReadonlyMap<string, ResourceRecord>;

export type ResolvedResource = { readonly kind: 'settings'; readonly settings: ResourceSettings } | Refusal;

export class StackTemplate {
  readonly template: Template;
  readonly present: PresentTemplate;
  readonly graph: DependencyGraph;
  readonly #sources: StackTemplateSources;
  readonly #scope: Omit<EvaluationScope, 'resources'>;
  /** The names of exports that were asked for. */
  readonly imports = new Set<string>();

  private constructor(
    sources: StackTemplateSources,
    parts: {
      readonly template: Template;
      readonly scope: ConditionScope;
      readonly conditions: ReadonlyMap<string, boolean>;
      readonly present: PresentTemplate;
    },
  ) {
    this.#sources = sources;
    this.template = parts.template;
    this.present = parts.present;
    this.graph = dependencyGraph(parts.present.resources, parts.conditions);
    this.#scope = {
      ...parts.scope,
      conditions: parts.conditions,
      importValue: (name) => this.#import(name),
      dynamicReference: ({ text }) => dynamicValue(sources.stored, text),
    };
  }

  static open(sources: StackTemplateSources): StackTemplate | Refusal {
    const template = readTemplate(sources.stored.tree);
    if (!isTemplate(template)) return template;
    const scope = conditionScope(sources, template);
    if ('kind' in scope) return scope;
    const conditions = evaluateConditions(template.conditions, scope);
    if ('kind' in conditions) return conditions;
    const present = presentTemplate(template, conditions);
    return 'kind' in present ? present : new StackTemplate(sources, { template, scope, conditions, present });
  }

  /** What the resource is to be. All that it depends on is there. */
  resolve(logicalId: string, records: Records): ResolvedResource {
    const resource = this.present.resources.get(logicalId);
    if (resource === undefined) return refuse(`Resource ${logicalId} is not in the template`);
    const scope = this.scopeWith(records);
    const properties = evaluate(resource.properties, scope);
    if (properties.kind !== 'value') return unresolved(properties);
    const updatePolicy = evaluate(resource.updatePolicy ?? {}, scope);
    if (updatePolicy.kind !== 'value') return unresolved(updatePolicy);
    return {
      kind: 'settings',
      settings: this.#settings(resource, {
        properties: isJsonObject(properties.value) ? properties.value : {},
        updatePolicy: isJsonObject(updatePolicy.value) ? updatePolicy.value : undefined,
        metadata: metadataOf(resource, scope),
      }),
    };
  }

  outputs(records: Records): { readonly kind: 'outputs'; readonly outputs: readonly StackOutput[] } | Refusal {
    const evaluated = evaluateOutputs(this.present.outputs, this.scopeWith(records));
    if ('kind' in evaluated) return evaluated;
    const outputs = evaluated.outputs.map(({ key, value, description, exportName }) => ({
      key,
      value,
      ...(description !== undefined && { description }),
      ...(exportName !== undefined && { exportName }),
    }));
    return { kind: 'outputs', outputs };
  }

  /** What `Ref` gives for each parameter. */
  get parameters(): ReadonlyMap<string, JsonValue> {
    return this.#scope.parameters;
  }

  /** For an evaluation in which the resources are as the records have them. */
  scopeWith(records: Records): EvaluationScope {
    const unknown = this.#sources.settings.parameters.filter(({ isUnknown }) => isUnknown === true);
    return {
      ...this.#scope,
      ...(unknown.length > 0 && { unknownParameters: new Set(unknown.map(({ key }) => key)) }),
      resources: this.#lookup(records),
    };
  }

  #lookup(records: Records): ResourceLookup {
    const { types } = this.#sources;
    return {
      ref: (logicalId) => refLookup(records.get(logicalId), types),
      attribute: (logicalId, attribute) => attributeLookup(records.get(logicalId), attribute, types),
    };
  }

  #import(name: string): Lookup {
    this.imports.add(name);
    const value = this.#sources.exports.get(name);
    return value === undefined ? refuse(`No export named ${name} found`) : { kind: 'value', value };
  }

  #hiddenProperties({ properties }: TemplateResource): readonly string[] {
    const { parameters } = this.template;
    const isHidden = (name: string): boolean => parameters.get(name)?.noEcho === true;
    return Object.entries(properties)
      .filter(([, value]) => [...referencesIn(value)].some(({ kind, name }) => kind === 'ref' && isHidden(name)))
      .map(([name]) => name);
  }

  #settings(
    resource: TemplateResource,
    {
      properties,
      updatePolicy,
      metadata,
    }: {
      readonly properties: JsonObject;
      readonly updatePolicy: JsonObject | undefined;
      readonly metadata: JsonObject | undefined;
    },
  ): ResourceSettings {
    const hidden = this.#hiddenProperties(resource);
    return {
      typeName: resource.type,
      properties,
      dependsOn: this.graph.get(resource.logicalId) ?? [],
      deletionPolicy: resource.deletionPolicy ?? 'Delete',
      updateReplacePolicy: resource.updateReplacePolicy ?? 'Delete',
      stackTags: this.#sources.settings.tags,
      ...(resource.updatePolicy !== undefined && updatePolicy !== undefined && { updatePolicy }),
      ...(metadata !== undefined && { metadata }),
      ...(hidden.length > 0 && { hiddenProperties: hidden }),
    };
  }
}

function unresolved(evaluation: { readonly kind: 'waits'; readonly resources: readonly string[] } | Refusal): Refusal {
  if (evaluation.kind === 'refusal') return evaluation;
  return refuse(
    `Unresolved resource dependencies [${evaluation.resources.join(', ')}] in the Resources block of the template`,
  );
}

/** Metadata makes no dependency: what it points at may not be there yet, and then stands as unknown. */
function metadataOf({ metadata }: TemplateResource, scope: EvaluationScope): JsonObject | undefined {
  if (metadata === undefined) return undefined;
  const evaluated = evaluate(metadata, scope);
  const value =
    evaluated.kind === 'value' ? evaluated.value : evaluated.kind === 'waits' ? evaluated.preview : metadata;
  return isJsonObject(value) ? value : undefined;
}

/** Parameters and pseudo parameters of a stack, for a template that was taken with them. */
function conditionScope(
  { stack, settings, stored }: StackTemplateSources,
  template: Template,
): ConditionScope | Refusal {
  const parameters = parameterValues(template, settings.parameters);
  if ('kind' in parameters) return parameters;
  return baseScope({
    stack,
    template,
    parameters,
    notificationArns: settings.notificationArns,
    hasLanguageExtensions: stored.hasLanguageExtensions,
  });
}

function parameterValues(
  template: Template,
  parameters: readonly StackParameter[],
): ReadonlyMap<string, JsonValue> | Refusal {
  const given = parameters.map(({ key, value, isUnknown = false }) => ({
    key,
    value,
    usePreviousValue: false,
    isUnknown,
  }));
  const ssm = new Map(
    parameters.flatMap(({ value, resolvedValue }) =>
      resolvedValue === undefined ? [] : [[value, resolvedValue] as const],
    ),
  );
  const resolved = resolveParameters(template.parameters, { given, previous: new Map(), ssm });
  return 'kind' in resolved ? resolved : referencedValues(resolved);
}

export interface BaseScope {
  readonly stack: StackReference;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, JsonValue>;
  readonly notificationArns: readonly string[];
  readonly hasLanguageExtensions: boolean;
}

export function baseScope({
  stack,
  template,
  parameters,
  notificationArns,
  hasLanguageExtensions,
}: BaseScope): ConditionScope {
  return {
    parameters,
    pseudoParameters: {
      accountId: stack.account,
      region: stack.region,
      partition: 'aws',
      urlSuffix: 'amazonaws.com',
      stackId: stackArn(stack),
      stackName: stack.stackName,
      notificationArns,
    },
    mappings: template.mappings,
    availabilityZones: (region) => ['a', 'b', 'c'].map((zone) => `${region}${zone}`),
    hasLanguageExtensions,
  };
}

function dynamicValue({ dynamicValues }: StoredTemplate, text: string): Lookup {
  const value = dynamicValues[text];
  return value === undefined ? refuse(`Could not resolve dynamic reference ${text}`) : { kind: 'value', value };
}
