/** What AWS finds wrong with a template's form, in its words, the first one first. */
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { isAlphanumeric, isLoop } from './logical-name.ts';
import { parameterProblems } from './parameter-problems.ts';
import { resourceProblems } from './resource-problems.ts';

const sections = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
]);

const descriptionBytesMax = 1024;

/** How many members AWS takes of each section; where it says what it counts. */
const limits = new Map([
  ['Resources', 500],
  ['Parameters', 200],
  ['Mappings', 200],
  ['Outputs', 200],
]);

const mappingAttributesMax = 200;

/**
 * The problems of a template that has yet to pass through its transforms. They meet whatever else is wrong
 * with it before AWS looks, and a transform may tell of it in words of its own, or take it away.
 */
export function* declarationProblems(tree: JsonObject, transforms: readonly string[]): Generator<string> {
  yield* headProblems(tree, transforms);
  yield* sectionProblems(tree, 'Parameters');
  for (const [name, parameter] of membersOf(tree, 'Parameters')) yield* parameterProblems(name, parameter);
}

/** The problems of a template; one that still has to pass through a transform may hold what that knows. */
export function* templateProblems(tree: JsonObject, transforms: readonly string[]): Generator<string> {
  yield* headProblems(tree, transforms);
  yield* nullProblems(tree, '');
  for (const name of ['Parameters', 'Mappings', 'Conditions', 'Rules', 'Resources', 'Outputs'])
    yield* sectionProblems(tree, name);
  const resources = membersOf(tree, 'Resources');
  if (resources.length === 0) yield 'Template format error: At least one Resources member must be defined.';
  for (const [name, parameter] of membersOf(tree, 'Parameters')) yield* parameterProblems(name, parameter);
  for (const [name, mapping] of membersOf(tree, 'Mappings')) yield* mappingProblems(name, mapping);
  for (const [name] of membersOf(tree, 'Conditions'))
    if (!isAlphanumeric(name) && !isLoop(name, transforms))
      yield `Template format error: Condition name ${name} is non alphanumeric.`;
  for (const [name, rule] of membersOf(tree, 'Rules')) yield* ruleProblems(name, rule);
  for (const [name, resource] of resources) yield* resourceProblems(name, resource, transforms);
  for (const [name, output] of membersOf(tree, 'Outputs')) yield* outputProblems(name, output, transforms);
}

function* headProblems(tree: JsonObject, transforms: readonly string[]): Generator<string> {
  const unknown = Object.keys(tree).filter(
    (name) => !sections.has(name) && name !== 'Fn::Transform' && !(name === 'Globals' && transforms.length > 0),
  );
  if (unknown.length > 0) yield `Invalid template property or properties [${unknown.join(', ')}]`;
  const { AWSTemplateFormatVersion: version, Description: description } = tree;
  if (version !== undefined && version !== '2010-09-09')
    yield 'Template format error: unsupported value for AWSTemplateFormatVersion.';
  if (description === undefined || description === null) return;
  if (typeof description !== 'string') yield 'Template format error: Description must be a string.';
  else if (new TextEncoder().encode(description).length > descriptionBytesMax)
    yield `Template format error: 'Description' length is greater than ${descriptionBytesMax}.`;
}

function* nullProblems(value: JsonValue, path: string): Generator<string> {
  // AWS calls what stands in a resource's properties by the member that says what they are of.
  if (value === null)
    yield `[${path.replace(/^(\/Resources\/[^/]+)\/Properties\//, '$1/Type/')}] 'null' values are not allowed in templates`;
  const members = isJsonList(value) ? [...value.entries()] : isJsonObject(value) ? Object.entries(value) : [];
  for (const [name, item] of members) yield* nullProblems(item, `${path}/${name}`);
}

function* sectionProblems(tree: JsonObject, name: string): Generator<string> {
  const section = tree[name];
  if (section === undefined) return;
  if (!isJsonObject(section)) {
    yield name === 'Resources'
      ? 'Template format error: Any Resources member must be an object.'
      : `Template format error: ${name} must be a map.`;
    return;
  }
  const count = Object.keys(section).filter((key) => !key.startsWith('Fn::')).length;
  const limit = limits.get(name);
  if (limit !== undefined && count > limit)
    yield `Template format error: Number of ${name.toLowerCase()}, ${count}, is greater than maximum allowed, ${limit}`;
}

function* mappingProblems(name: string, mapping: JsonValue): Generator<string> {
  if (!isAlphanumeric(name)) yield `Template format error: Mappings name ${name} is non alphanumeric.`;
  if (!isJsonObject(mapping)) {
    yield `Template format error: Every Mappings member ${name} must be a map`;
    return;
  }
  for (const [key, attributes] of withoutTransforms(mapping)) {
    if (!isJsonObject(attributes)) {
      yield `Template format error: Every Mappings member ${key} must be a map`;
      continue;
    }
    const count = Object.keys(attributes).length;
    if (count > mappingAttributesMax)
      yield `Template format error: Number of attributes of mapping ${name}::${key}, ${count}, is greater than maximum allowed, ${mappingAttributesMax}`;
    for (const [, value] of withoutTransforms(attributes))
      if (isJsonObject(value) || (isJsonList(value) && value.some((item) => typeof item === 'object')))
        yield 'Template format error: Every Mappings attribute must be a String or a List.';
  }
}

function* ruleProblems(name: string, rule: JsonValue): Generator<string> {
  const assertions = isJsonObject(rule) ? rule['Assertions'] : undefined;
  const isGood =
    isJsonList(assertions) &&
    assertions.every((assertion) => isJsonObject(assertion) && Object.hasOwn(assertion, 'Assert'));
  if (!isGood) yield `Template format error: Rule ${name} must have a list of Assertions, each with an Assert.`;
}

const outputMembers = new Set(['Value', 'Description', 'Export', 'Condition']);

function* outputProblems(name: string, output: JsonValue, transforms: readonly string[]): Generator<string> {
  if (isLoop(name, transforms)) return;
  if (!isAlphanumeric(name)) yield `Template format error: Output name ${name} is non alphanumeric.`;
  if (!isJsonObject(output)) {
    yield 'Template format error: Any Outputs member must be an object.';
    return;
  }
  if (output['Value'] === undefined) yield 'Template format error: Every Outputs member must contain a Value object';
  if (isJsonList(output['Value']))
    yield `Template format error: The Value field of every Outputs member must evaluate to a String.`;
  const unknown = Object.keys(output).find((key) => !outputMembers.has(key));
  if (unknown !== undefined) yield `Invalid template output property '${unknown}'`;
  const { Export: exported, Condition: condition, Description: description } = output;
  if (exported !== undefined && !(isJsonObject(exported) && exported['Name'] !== undefined))
    yield `Template format error: Output ${name} is malformed. The Export of an output must be a map with the member Name.`;
  if (condition !== undefined && typeof condition !== 'string')
    yield `Template format error: Output ${name} is malformed. The Condition of an output must be a string.`;
  if (typeof description === 'object') yield 'Template format error: Every Description member must be a string.';
}

/** The members of a section, without the calls of transforms in it. */
export function membersOf(tree: JsonObject, section: string): readonly (readonly [string, JsonValue])[] {
  const members = tree[section];
  return isJsonObject(members) ? withoutTransforms(members) : [];
}

function withoutTransforms(members: JsonObject): readonly (readonly [string, JsonValue])[] {
  return Object.entries(members).filter(([name]) => name !== 'Fn::Transform');
}
