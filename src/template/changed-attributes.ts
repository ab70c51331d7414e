import { knownAfterApply } from './evaluation-scope.ts';
import { isSameJson, member, type JsonObject, type JsonValue } from './json.ts';
import {
  comparePropertiesOf,
  strongestRecreation,
  type PropertyChange,
  type RecreationOf,
} from './property-changes.ts';
import { referencesIn } from './references.ts';
import type { ChangeDetail, ChangeTarget, ResourceChange } from './resource-change.ts';
import type { TemplateResource } from './template.ts';

/** A resource before and after, as the templates say it and with its properties evaluated. */
export interface ComparedResource {
  readonly was: TemplateResource;
  readonly before: JsonObject;
  readonly resource: TemplateResource;
  readonly after: JsonObject;
}

export interface ComparisonContext {
  readonly recreationOf: RecreationOf;
  readonly includePropertyValues: boolean;
  readonly conditions: ReadonlyMap<string, boolean>;
  readonly isChangedParameter: (name: string) => boolean;
  /** Whether only an execution can tell the parameter's value, and so whether it is another one. */
  readonly isUnknownParameter: (name: string) => boolean;
  /** The change of a resource that this one points at. */
  readonly changeOf: (logicalId: string) => ResourceChange | undefined;
  /** Properties whose values are not shown. */
  readonly hidden: ReadonlySet<string>;
  readonly hasOtherTags: boolean;
}

/** The details of a change, as a change set lists them: what differs, and what made it so. */
export function changedAttributes(compared: ComparedResource, context: ComparisonContext): readonly ChangeDetail[] {
  const { was, resource, before, after } = compared;
  const details: ChangeDetail[] = [
    ...expressionChange('CreationPolicy', was.creationPolicy, resource.creationPolicy, context),
    ...plainChange('DeletionPolicy', was.deletionPolicy, resource.deletionPolicy),
    ...expressionChange('Metadata', was.metadata, resource.metadata, context),
  ];
  const changes = comparePropertiesOf(before, after);
  const names = new Set([...Object.keys(resource.properties), ...changes.map(({ path }) => path[0] ?? '')]);
  for (const name of names) {
    const ofName = changes.filter(({ path }) => path[0] === name);
    details.push(
      ...(context.includePropertyValues
        ? ofName.flatMap((change) => withValues(change, compared, context))
        : withoutValues(name, ofName, compared, context)),
    );
  }
  if (context.hasOtherTags)
    details.push({
      Target: { Attribute: 'Tags', RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    });
  details.push(
    ...expressionChange('UpdatePolicy', was.updatePolicy, resource.updatePolicy, context),
    ...plainChange('UpdateReplacePolicy', was.updateReplacePolicy, resource.updateReplacePolicy),
  );
  return details;
}

function withValues(
  change: PropertyChange,
  compared: ComparedResource,
  context: ComparisonContext,
): readonly ChangeDetail[] {
  const [name = ''] = change.path;
  const show = (value: JsonValue): string =>
    context.hidden.has(name) ? '****' : typeof value === 'string' ? value : JSON.stringify(value);
  const target: ChangeTarget = {
    Attribute: 'Properties',
    Name: name,
    RequiresRecreation: context.recreationOf(compared.resource.type, change.path),
    Path: `/Properties/${change.path.join('/')}`,
    ...(change.before !== undefined && { BeforeValue: show(change.before) }),
    ...(change.after !== undefined && { AfterValue: show(change.after) }),
    AttributeChangeType: change.before === undefined ? 'Add' : change.after === undefined ? 'Remove' : 'Modify',
  };
  const causes = causesOf(member(compared.resource.properties, name), context).filter(
    ({ Evaluation }) => Evaluation === 'Static',
  );
  return [
    ...causes.map((cause) => ({ Target: target, ...cause })),
    directly(target, causes.length > 0 || isUnknown(change)),
  ];
}

function withoutValues(
  name: string,
  changes: readonly PropertyChange[],
  { was, resource }: ComparedResource,
  context: ComparisonContext,
): readonly ChangeDetail[] {
  const expression = member(resource.properties, name);
  const causes = causesOf(expression, context);
  const sure = causes.filter(({ Evaluation }) => Evaluation === 'Static');
  const paths = changes.length > 0 ? changes.map(({ path }) => path) : [[name]];
  const target: ChangeTarget = {
    Attribute: 'Properties',
    Name: name,
    RequiresRecreation: strongestRecreation(paths.map((path) => context.recreationOf(resource.type, path))),
  };
  const details = causes.map((cause) => ({ Target: target, ...cause }));
  if (changes.length === 0) return details.filter(({ Evaluation }) => Evaluation === 'Dynamic');
  if (sure.length === 0) return [...details, directly(target, changes.some(isUnknown))];
  if (sure.some(({ ChangeSource }) => ChangeSource === 'ParameterReference'))
    return [...details, directly(target, true)];
  return isSameJson(member(was.properties, name), expression) ? details : [...details, directly(target, false)];
}

const directly = (target: ChangeTarget, isDynamic: boolean): ChangeDetail => ({
  Target: target,
  Evaluation: isDynamic ? 'Dynamic' : 'Static',
  ChangeSource: 'DirectModification',
});

const isUnknown = ({ after }: PropertyChange): boolean => JSON.stringify(after ?? null).includes(knownAfterApply);

/** What an expression points at that changes too, each once: surely (`Static`), or perhaps. */
function causesOf(
  expression: JsonValue | undefined,
  context: ComparisonContext,
): readonly Omit<ChangeDetail, 'Target'>[] {
  const causes = new Map<string, Omit<ChangeDetail, 'Target'>>();
  for (const reference of referencesIn(expression, context.conditions)) {
    if (reference.kind === 'condition') continue;
    const { kind, name } = reference;
    const change = context.changeOf(name);
    if (kind === 'ref' && context.isChangedParameter(name))
      causes.set(name, {
        Evaluation: context.isUnknownParameter(name) ? 'Dynamic' : 'Static',
        ChangeSource: 'ParameterReference',
        CausingEntity: name,
      });
    if (change?.Action !== 'Modify') continue;
    const isReplaced = change.Replacement !== 'False';
    const Evaluation = change.Replacement === 'True' ? 'Static' : 'Dynamic';
    if (kind === 'ref' && isReplaced)
      causes.set(name, { Evaluation, ChangeSource: 'ResourceReference', CausingEntity: name });
    // What a function makes of the attribute's name is not looked at: the resource alone is named then.
    const entity = kind === 'attribute' && reference.attribute !== undefined ? `${name}.${reference.attribute}` : name;
    if (kind === 'attribute')
      causes.set(entity, { Evaluation, ChangeSource: 'ResourceAttribute', CausingEntity: entity });
  }
  return [...causes.values()];
}

function expressionChange(
  attribute: 'CreationPolicy' | 'Metadata' | 'UpdatePolicy',
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  context: ComparisonContext,
): readonly ChangeDetail[] {
  const target: ChangeTarget = { Attribute: attribute, RequiresRecreation: 'Never' };
  const causes = causesOf(after, context).filter(({ Evaluation }) => Evaluation === 'Static');
  if (causes.length === 0 && isSameJson(before, after)) return [];
  return [...causes.map((cause) => ({ Target: target, ...cause })), directly(target, causes.length > 0)];
}

function plainChange(
  attribute: 'DeletionPolicy' | 'UpdateReplacePolicy',
  before: string | undefined,
  after: string | undefined,
): readonly ChangeDetail[] {
  return before === after ? [] : [directly({ Attribute: attribute, RequiresRecreation: 'Never' }, false)];
}
