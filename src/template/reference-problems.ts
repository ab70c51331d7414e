/** What AWS finds wrong with the functions of a template, and with what they point at. */
import { argumentProblem, functionCall } from './function-call.ts';
import { pseudoParameterNames } from './evaluate.ts';
import { findCircle } from './dependency-graph.ts';
import { isJsonList, isJsonObject, type JsonValue } from './json.ts';
import { referencesIn, type Reference } from './references.ts';
import { badVariableName, isVariableName, substitutions } from './sub-text.ts';
import type { Template, TemplateResource } from './template.ts';

export interface KnownTypes {
  readonly isType?: (resourceType: string) => boolean;
  /** Whether `Fn::GetAtt` can ask a resource of this type for the attribute. */
  readonly isAttribute?: (resourceType: string, attribute: string) => boolean;
}

export function* referenceProblems(template: Template, known: KnownTypes): Generator<string> {
  const types = new Set([...template.resources.values()].map(({ type }) => type));
  const unknown = [...types].filter((type) => known.isType?.(type) === false);
  if (unknown.length > 0) yield `Template format error: Unrecognized resource types: [${unknown.join(', ')}]`;

  yield* conditionProblems(template);
  for (const resource of template.resources.values()) {
    for (const value of evaluatedPartsOf(resource)) yield* callProblems(value);
    yield* targetProblems(referencesIn(evaluatedPartsOf(resource)), template, known);
    yield* namedConditionProblems(resource.condition, 'Resources', template);
  }
  yield* unresolvedProblems({
    names: [...template.resources.values()].flatMap((resource) => unresolvedIn(resource, template)),
    section: 'Resources',
  });
  const circle = findCircle(template.resources);
  if (circle !== undefined) yield `Circular dependency between resources: [${circle.join(', ')}]`;

  const outputs = [...template.outputs.values()];
  for (const { value, exportName, condition } of outputs) {
    yield* callProblems([value, exportName ?? '']);
    yield* namedConditionProblems(condition, 'Outputs', template);
  }
  const references = outputs.flatMap(({ value, exportName }) => [...referencesIn([value, exportName ?? ''])]);
  yield* unresolvedProblems({ names: unresolvedNames(references, template), section: 'Outputs' });
  yield* targetProblems(references, template, known);
}

/** The parts of a resource in which functions are evaluated; its metadata is one, yet it makes no dependency. */
function evaluatedPartsOf({
  properties,
  updatePolicy,
  creationPolicy,
  metadata,
}: TemplateResource): readonly JsonValue[] {
  return [properties, updatePolicy ?? {}, creationPolicy ?? {}, metadata ?? {}];
}

function* callProblems(value: JsonValue): Generator<string> {
  if (isJsonList(value)) for (const item of value) yield* callProblems(item);
  if (!isJsonObject(value)) return;
  const call = functionCall(value);
  const problem = call === undefined ? undefined : argumentProblem(call);
  if (problem !== undefined) yield problem;
  if (call?.name === 'Fn::Sub') {
    const [text] = isJsonList(call.argument) ? call.argument : [call.argument];
    const isBad = substitutions(String(text)).some((piece) => piece.kind === 'variable' && !isVariableName(piece.name));
    if (isBad) yield badVariableName;
  }
  for (const item of Object.values(value)) yield* callProblems(item);
}

function* conditionProblems({ conditions, resources }: Template): Generator<string> {
  for (const expression of conditions.values()) {
    yield* callProblems(expression);
    for (const reference of referencesIn(expression))
      if (reference.kind !== 'condition' && resources.has(reference.name))
        yield `Template format error: Unresolved dependencies [${reference.name}]. Cannot reference resources in the Conditions block of the template`;
  }
}

function* namedConditionProblems(
  name: string | undefined,
  section: string,
  { conditions }: Template,
): Generator<string> {
  if (name !== undefined && !conditions.has(name))
    yield `Template format error: Unresolved condition dependency ${name} in the ${section} block of the template`;
}

function* targetProblems(references: Iterable<Reference>, template: Template, known: KnownTypes): Generator<string> {
  for (const reference of references) {
    if (reference.kind === 'condition' && !template.conditions.has(reference.name))
      yield `Template error: unresolved condition dependency ${reference.name} in Fn::If`;
    if (reference.kind !== 'attribute') continue;
    const target = template.resources.get(reference.name);
    if (target === undefined) {
      yield reference.by === 'Fn::Sub'
        ? `Template error: instance of Fn::Sub references invalid resource attribute ${reference.name}.${reference.attribute}`
        : `Template error: instance of Fn::GetAtt references undefined resource ${reference.name}`;
    } else if (reference.attribute !== undefined && known.isAttribute?.(target.type, reference.attribute) === false)
      yield `Template error: resource ${reference.name} does not support attribute type ${reference.attribute} in Fn::GetAtt`;
  }
}

function unresolvedIn(resource: TemplateResource, template: Template): readonly string[] {
  const missing = resource.dependsOn.filter((name) => !template.resources.has(name));
  return [...unresolvedNames(referencesIn(evaluatedPartsOf(resource)), template), ...missing];
}

function unresolvedNames(references: Iterable<Reference>, { resources, parameters }: Template): readonly string[] {
  return [...references]
    .filter(({ kind, name }) => {
      if (kind === 'condition' || resources.has(name)) return false;
      return kind === 'attribute' || !(parameters.has(name) || pseudoParameterNames.has(name));
    })
    .map(({ name }) => name);
}

function* unresolvedProblems({
  names,
  section,
}: {
  readonly names: readonly string[];
  readonly section: 'Resources' | 'Outputs';
}): Generator<string> {
  if (names.length > 0)
    yield `${section === 'Outputs' ? '' : 'Template format error: '}Unresolved resource dependencies [${[...new Set(names)].join(', ')}] in the ${section} block of the template`;
}
