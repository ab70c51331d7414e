import { changedAttributes } from './changed-attributes.ts';
import type { ChangeDetail, ResourceChange } from './resource-change.ts';
import { creationOrder, dependencyGraph } from './dependency-graph.ts';
import { evaluate } from './evaluate.ts';
import { knownAfterApply, type EvaluationScope, type Lookup, type ResourceLookup } from './evaluation-scope.ts';
import { isJsonObject, member, type JsonObject, type JsonValue } from './json.ts';
import type { RecreationOf } from './property-changes.ts';
import { referencesIn } from './references.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { TemplateResource } from './template.ts';

/** A stack as it is. */
export interface StackBefore {
  /** The resources that it has, as its template said. */
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** The properties with which each of them was made. */
  readonly properties: ReadonlyMap<string, JsonObject>;
  readonly physicalIds: ReadonlyMap<string, string>;
  /** What `Ref` gave for each parameter. */
  readonly parameters: ReadonlyMap<string, JsonValue>;
}

/** A stack as it is to be. */
export interface StackAfter {
  /** Those whose conditions hold. */
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** Its `resources` tell of what is there now: of those that stay, nothing else will be known. */
  readonly scope: EvaluationScope;
  /** Parameters whose values are not shown. */
  readonly noEcho: ReadonlySet<string>;
  /** Parameters that name the same place as before, whatever value is found there now. */
  readonly lookedUpAgain?: ReadonlySet<string>;
  /** Whether the tags of the stack, which its resources inherit, are others. */
  readonly hasOtherTags?: boolean;
}

export interface ChangeSetOptions {
  readonly recreationOf: RecreationOf;
  /**
   * With values, a resource is listed for what will be known to differ. Without, one is also listed
   * that asks an attribute of a resource which changes in place: it might.
   */
  readonly includePropertyValues: boolean;
}

export interface DescribedChanges {
  readonly changes: readonly ResourceChange[];
  /** Why the values of some property are not known, where they never will be as things are. */
  readonly missing?: string;
}

/** The changes that make `after` of `before`, by logical ID; an empty stack before is `undefined`. */
export function describeChanges(
  before: StackBefore | undefined,
  after: StackAfter,
  options: ChangeSetOptions,
): DescribedChanges | Refusal {
  const retyped = [...after.resources.values()].filter(({ logicalId, type }) => {
    const was = before?.resources.get(logicalId);
    return was !== undefined && was.type !== type;
  });
  if (retyped.length > 0)
    return refuse(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.map(({ logicalId }) => logicalId).join(', ')}]`,
    );
  const described = new Comparison(before ?? emptyStack, after, options).run();
  if ('kind' in described) return described;
  return {
    ...described,
    changes: described.changes.toSorted((one, other) => (one.LogicalResourceId < other.LogicalResourceId ? -1 : 1)),
  };
}

const emptyStack: StackBefore = {
  resources: new Map(),
  properties: new Map(),
  physicalIds: new Map(),
  parameters: new Map(),
};

const hidden = '****';

class Comparison {
  readonly #before: StackBefore;
  readonly #after: StackAfter;
  readonly #options: ChangeSetOptions;
  readonly #changes = new Map<string, ResourceChange>();
  readonly #scope: EvaluationScope;
  #compared = '';
  #missing: string | undefined;

  constructor(before: StackBefore, after: StackAfter, options: ChangeSetOptions) {
    this.#before = before;
    this.#after = after;
    this.#options = options;
    this.#scope = {
      ...after.scope,
      resources: this.#lookup(after.scope.resources),
      importValue: (name) => this.#import(name),
    };
  }

  #import(name: string): Lookup {
    const found = this.#after.scope.importValue(name);
    if (found.kind === 'unknown')
      this.#missing ??= `ChangeSet creation failed for resource [${this.#compared}] because: No export named ${name}`;
    return found;
  }

  run(): DescribedChanges | Refusal {
    const { resources, scope } = this.#after;
    for (const logicalId of creationOrder(dependencyGraph(resources, scope.conditions))) {
      const resource = resources.get(logicalId);
      const refusal = resource === undefined ? undefined : this.#compare(resource);
      if (refusal !== undefined) return refusal;
    }
    const removed = [...this.#before.resources.values()]
      .filter(({ logicalId }) => !resources.has(logicalId))
      .map((resource) => this.#removal(resource));
    return {
      changes: [...this.#changes.values(), ...removed],
      ...(this.#missing !== undefined && { missing: this.#missing }),
    };
  }

  /** What there will be is known only of resources that are there and stay. */
  #lookup(live: ResourceLookup): ResourceLookup {
    const unless = (logicalId: string, find: () => Lookup): Lookup =>
      this.#before.resources.has(logicalId) && !this.#mayBeReplaced(logicalId) ? find() : { kind: 'unknown' };
    return {
      ref: (logicalId) => unless(logicalId, () => live.ref(logicalId)),
      attribute: (logicalId, name) =>
        unless(logicalId, () => {
          const found = live.attribute(logicalId, name);
          // A resource that changes may have more to tell then: a nested stack its new outputs.
          return found.kind === 'refusal' && this.#changes.has(logicalId) ? { kind: 'unknown' } : found;
        }),
    };
  }

  #mayBeReplaced(logicalId: string): boolean {
    const replacement = this.#changes.get(logicalId)?.Replacement ?? 'False';
    return replacement !== 'False';
  }

  #compare(resource: TemplateResource): Refusal | undefined {
    this.#compared = resource.logicalId;
    const evaluated = evaluate(resource.properties, this.#scope);
    if (evaluated.kind === 'refusal') return evaluated;
    const outcome = evaluated.kind === 'value' ? evaluated.value : evaluated.preview;
    const properties = isJsonObject(outcome) ? outcome : {};
    const was = this.#before.resources.get(resource.logicalId);
    const change =
      was === undefined ? this.#addition(resource, properties) : this.#modification(was, resource, properties);
    if (change !== undefined) this.#changes.set(resource.logicalId, change);
    return undefined;
  }

  #addition({ logicalId, type, properties: expressions }: TemplateResource, properties: JsonObject): ResourceChange {
    return {
      Action: 'Add',
      LogicalResourceId: logicalId,
      ResourceType: type,
      Scope: [],
      Details: [],
      ...this.#contexts({ expressions, after: properties }),
    };
  }

  #removal({ logicalId, type, deletionPolicy, properties: expressions }: TemplateResource): ResourceChange {
    const policy = deletionPolicy === 'RetainExceptOnCreate' ? 'Retain' : deletionPolicy;
    return {
      Action: 'Remove',
      LogicalResourceId: logicalId,
      ...this.#physicalId(logicalId),
      ResourceType: type,
      Scope: [],
      Details: [],
      PolicyAction: policy ?? 'Delete',
      ...this.#contexts({ expressions, before: this.#propertiesOfRemoved(logicalId, expressions) }),
    };
  }

  /** AWS does not look up again what a resource that goes had of others. */
  #propertiesOfRemoved(logicalId: string, expressions: JsonObject): JsonObject {
    const asksOthers = (expression: JsonValue | undefined): boolean =>
      [...referencesIn(expression)].some(({ kind, name }) => kind !== 'condition' && this.#before.resources.has(name));
    return Object.fromEntries(
      Object.entries(this.#before.properties.get(logicalId) ?? {}).map(([name, value]) => [
        name,
        asksOthers(member(expressions, name)) ? knownAfterApply : value,
      ]),
    );
  }

  #modification(was: TemplateResource, resource: TemplateResource, after: JsonObject): ResourceChange | undefined {
    const { logicalId, type, updateReplacePolicy } = resource;
    const before = this.#before.properties.get(logicalId) ?? {};
    const details = changedAttributes(
      { was, before, resource, after },
      {
        ...this.#options,
        conditions: this.#scope.conditions,
        isChangedParameter: (name) => this.#isChangedParameter(name),
        isUnknownParameter: (name) => this.#scope.unknownParameters?.has(name) === true,
        changeOf: (name) => this.#changes.get(name),
        hidden: this.#hiddenProperties(was.properties, resource.properties),
        hasOtherTags: this.#after.hasOtherTags === true,
      },
    );
    if (details.length === 0) return undefined;
    const replacement = replacementBy(details);
    return {
      Action: 'Modify',
      LogicalResourceId: logicalId,
      ...this.#physicalId(logicalId),
      ResourceType: type,
      Replacement: replacement,
      Scope: [...new Set(details.map(({ Target }) => Target.Attribute))].toSorted(),
      Details: details,
      ...(replacement === 'True' && { PolicyAction: `ReplaceAnd${updateReplacePolicy ?? 'Delete'}` as const }),
      ...this.#contexts({ expressions: resource.properties, was: was.properties, before, after }),
    };
  }

  #isChangedParameter(name: string): boolean {
    const { parameters } = this.#scope;
    // The parameter itself did not change: what it stands for did.
    if (this.#after.lookedUpAgain?.has(name) === true) return false;
    return (
      parameters.has(name) && JSON.stringify(parameters.get(name)) !== JSON.stringify(this.#before.parameters.get(name))
    );
  }

  #physicalId(logicalId: string): { readonly PhysicalResourceId?: string } {
    const physicalId = this.#before.physicalIds.get(logicalId);
    return physicalId === undefined ? {} : { PhysicalResourceId: physicalId };
  }

  #contexts(of: {
    readonly expressions: JsonObject;
    readonly was?: JsonObject;
    readonly before?: JsonObject;
    readonly after?: JsonObject;
  }): Pick<ResourceChange, 'BeforeContext' | 'AfterContext'> {
    if (!this.#options.includePropertyValues) return {};
    const hiddenNames = this.#hiddenProperties(of.expressions, of.was ?? {});
    const show = (properties: JsonObject): string =>
      JSON.stringify({
        Properties: Object.fromEntries(
          Object.entries(properties).map(([name, value]) => [name, hiddenNames.has(name) ? hidden : value]),
        ),
      });
    return {
      ...(of.before !== undefined && { BeforeContext: show(of.before) }),
      ...(of.after !== undefined && { AfterContext: show(of.after) }),
    };
  }

  /** The properties into which a value goes that is not to be shown. */
  #hiddenProperties(...all: readonly JsonObject[]): ReadonlySet<string> {
    const { noEcho } = this.#after;
    if (noEcho.size === 0) return noEcho;
    const showsNothing = (value: JsonValue): boolean =>
      [...referencesIn(value)].some(({ kind, name }) => kind === 'ref' && noEcho.has(name));
    const names = all.flatMap((expressions) =>
      Object.entries(expressions).flatMap(([name, value]) => (showsNothing(value) ? [name] : [])),
    );
    return new Set(names);
  }
}

function replacementBy(details: readonly ChangeDetail[]): 'True' | 'False' | 'Conditional' {
  const decisive = details.filter(({ Target }) => Target.RequiresRecreation !== 'Never');
  if (decisive.length === 0) return 'False';
  const isSure = decisive.some(
    ({ Target, Evaluation }) => Target.RequiresRecreation === 'Always' && Evaluation === 'Static',
  );
  return isSure ? 'True' : 'Conditional';
}
