import { textOf } from './evaluate.ts';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { languageExtensions } from './language-extensions.ts';
import { referenceProblems, type KnownTypes } from './reference-problems.ts';
import { refuse, type Refusal } from './refusal.ts';
import { declarationProblems, membersOf, templateProblems } from './template-problems.ts';
import {
  deletionPolicies,
  updateReplacePolicies,
  type ParameterDeclaration,
  type Template,
  type TemplateOutput,
  type TemplateResource,
  type TemplateRule,
} from './template.ts';

/**
 * A template from its tree, or AWS's refusal.
 *
 * Where the tree still declares a transform, only its form is checked: what it refers to may yet come
 * into being. `knownTypes` says which resource types and attributes there are; left out, all are taken.
 */
export function readTemplate(tree: JsonObject, knownTypes: KnownTypes = {}): Template | Refusal {
  const transforms = declaredTransforms(tree);
  if ('kind' in transforms) return transforms;
  for (const problem of templateProblems(tree, transforms.names)) return refuse(problem);
  const template = buildTemplate(tree, transforms.names);
  if (transforms.names.length > 0) return template;
  for (const problem of referenceProblems(template, knownTypes)) return refuse(problem);
  return template;
}

/**
 * A template as it was given, to be carried through its transforms, if it declares any, and read again.
 *
 * The SAM transform takes whatever it is given, so that what it finds wrong is told in its words.
 */
export function readDeclaration(tree: JsonObject, knownTypes: KnownTypes): Template | Refusal {
  const transforms = declaredTransforms(tree);
  if ('kind' in transforms) return transforms;
  const { names } = transforms;
  if (names.length === 0 || names.includes(languageExtensions)) return readTemplate(tree, knownTypes);
  for (const problem of declarationProblems(tree, names)) return refuse(problem);
  return buildTemplate(tree, names);
}

export function isTemplate(read: Template | Refusal): read is Template {
  return 'tree' in read;
}

function declaredTransforms(tree: JsonObject): { readonly names: readonly string[] } | Refusal {
  const declared = tree['Transform'] ?? [];
  const transforms = isJsonList(declared) ? declared : [declared];
  const names: string[] = [];
  for (const transform of transforms) {
    const name = isJsonObject(transform) ? transform['Name'] : transform;
    if (typeof name !== 'string') return refuse('Key Name of transform definition must be a string.');
    names.push(name);
  }
  return { names };
}

function buildTemplate(tree: JsonObject, transforms: readonly string[]): Template {
  const mappings = tree['Mappings'];
  const isPlain = ([name]: readonly [string, JsonValue]): boolean => !name.startsWith('Fn::');
  const section = <T>(name: string, read: (value: JsonObject, name: string) => T): ReadonlyMap<string, T> =>
    new Map(
      membersOf(tree, name)
        .filter(isPlain)
        .map(([key, value]) => [key, read(isJsonObject(value) ? value : {}, key)]),
    );
  return {
    tree,
    formatVersion: textOf(tree['AWSTemplateFormatVersion']),
    description: textOf(tree['Description']),
    metadata: tree['Metadata'],
    transforms,
    parameters: section('Parameters', readParameter),
    mappings: isJsonObject(mappings) ? mappings : {},
    conditions: new Map(membersOf(tree, 'Conditions').filter(isPlain)),
    rules: section('Rules', readRule),
    resources: section('Resources', readResource),
    outputs: section('Outputs', readOutput),
  };
}

function readParameter(parameter: JsonObject): ParameterDeclaration {
  const number = (name: string): number | undefined =>
    parameter[name] === undefined ? undefined : Number(textOf(parameter[name]));
  const allowed = parameter['AllowedValues'];
  return {
    type: textOf(parameter['Type']) ?? 'String',
    default: textOf(parameter['Default']),
    description: textOf(parameter['Description']),
    noEcho: textOf(parameter['NoEcho'])?.toLowerCase() === 'true',
    allowedValues: isJsonList(allowed) ? allowed.map((value) => textOf(value) ?? '') : undefined,
    allowedPattern: textOf(parameter['AllowedPattern']),
    constraintDescription: textOf(parameter['ConstraintDescription']),
    minLength: number('MinLength'),
    maxLength: number('MaxLength'),
    minValue: number('MinValue'),
    maxValue: number('MaxValue'),
  };
}

function readResource(resource: JsonObject, logicalId: string): TemplateResource {
  const map = (name: string): JsonObject | undefined => {
    const value = resource[name];
    return isJsonObject(value) ? value : undefined;
  };
  const dependsOn = resource['DependsOn'] ?? [];
  const named = isJsonList(dependsOn) ? dependsOn : [dependsOn];
  return {
    logicalId,
    type: textOf(resource['Type']) ?? '',
    properties: map('Properties') ?? {},
    dependsOn: named.map((name) => textOf(name) ?? ''),
    condition: textOf(resource['Condition']),
    metadata: resource['Metadata'],
    deletionPolicy: deletionPolicies.find((policy) => policy === resource['DeletionPolicy']),
    updateReplacePolicy: updateReplacePolicies.find((policy) => policy === resource['UpdateReplacePolicy']),
    updatePolicy: map('UpdatePolicy'),
    creationPolicy: map('CreationPolicy'),
  };
}

function readOutput(output: JsonObject): TemplateOutput {
  const exported = output['Export'];
  return {
    value: output['Value'] ?? null,
    description: textOf(output['Description']),
    condition: textOf(output['Condition']),
    exportName: isJsonObject(exported) ? exported['Name'] : undefined,
  };
}

function readRule(rule: JsonObject): TemplateRule {
  const assertions = isJsonList(rule['Assertions']) ? rule['Assertions'] : [];
  return {
    condition: rule['RuleCondition'],
    assertions: assertions.filter(isJsonObject).map((assertion) => ({
      assert: assertion['Assert'] ?? null,
      description: textOf(assertion['AssertDescription']),
    })),
  };
}
