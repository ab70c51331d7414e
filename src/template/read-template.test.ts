import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from './json.ts';
import { isTemplate, readTemplate } from './read-template.ts';
import type { Template } from './template.ts';
import type { KnownTypes } from './reference-problems.ts';

const topic = { Type: 'AWS::SNS::Topic' };

function messageOf(tree: JsonObject, known?: KnownTypes): string {
  const read = readTemplate(tree, known);
  return isTemplate(read) ? 'good' : read.message;
}

function templateOf(tree: JsonObject): Template {
  const read = readTemplate(tree);
  if (!isTemplate(read)) throw new Error(read.message);
  return read;
}

const withResource = (resource: JsonValue): JsonObject => ({ Resources: { A: resource } });
const withParameter = (parameter: JsonValue): JsonObject => ({ Parameters: { P: parameter }, Resources: { A: topic } });
const withOutput = (output: JsonValue): JsonObject => ({ Resources: { A: topic }, Outputs: { O: output } });
const many = (count: number, value: JsonValue): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, value]));

it.each<[string, JsonObject, string]>([
  ['no resources', {}, 'Template format error: At least one Resources member must be defined.'],
  ['empty resources', { Resources: {} }, 'Template format error: At least one Resources member must be defined.'],
  ['an unknown section', { Resource: {}, Foo: 1 }, 'Invalid template property or properties [Resource, Foo]'],
  [
    'globals without a transform',
    { Globals: {}, Resources: { A: topic } },
    'Invalid template property or properties [Globals]',
  ],
  [
    'another version',
    { AWSTemplateFormatVersion: '2011-01-01' },
    'Template format error: unsupported value for AWSTemplateFormatVersion.',
  ],
  [
    'a long description',
    { Description: 'ä'.repeat(513) },
    "Template format error: 'Description' length is greater than 1024.",
  ],
  ['a resource that is no map', withResource('x'), 'Template format error: Any Resources member must be an object.'],
  [
    'a resource without type',
    withResource({}),
    'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
  ],
  ['an unknown attribute', withResource({ ...topic, Invalid: 1 }), "Invalid template resource property 'Invalid'"],
  [
    'a name with a dash',
    { Resources: { 'my-topic': topic } },
    'Template format error: Resource name my-topic is non alphanumeric.',
  ],
  [
    'a pseudo parameter as resource',
    { Resources: { 'AWS::NoValue': topic } },
    'Template format error: Resource name AWS::NoValue is non alphanumeric.',
  ],
  [
    'a null',
    withResource({ ...topic, Properties: { Name: null } }),
    "[/Resources/A/Type/Name] 'null' values are not allowed in templates",
  ],
  [
    'a null in a list',
    withResource({ ...topic, Properties: { Tags: ['a', null] } }),
    "[/Resources/A/Type/Tags/1] 'null' values are not allowed in templates",
  ],
  [
    'an unknown policy',
    withResource({ ...topic, DeletionPolicy: 'Keep' }),
    'Template format error: Unrecognized DeletionPolicy Keep for resource A',
  ],
  [
    'a policy for the wrong moment',
    withResource({ ...topic, UpdateReplacePolicy: 'RetainExceptOnCreate' }),
    'Template format error: Unrecognized UpdateReplacePolicy RetainExceptOnCreate for resource A',
  ],
  [
    'a function as policy',
    withResource({ ...topic, DeletionPolicy: { Ref: 'P' } }),
    'Template format error: Every DeletionPolicy member must be a string.',
  ],
  [
    'an unknown update policy',
    withResource({ ...topic, UpdatePolicy: { Foo: {} } }),
    'Template format error: [/Resources/A/UpdatePolicy] Encountered unsupported properties: [Foo]',
  ],
  [
    'an unknown creation policy',
    withResource({ ...topic, CreationPolicy: { Foo: {} } }),
    'Template format error: [/Resources/A/CreationPolicy] Encountered unsupported properties: [Foo]',
  ],
  [
    'an alias update without group',
    withResource({ ...topic, UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: 'a' } } }),
    'Template format error: [/Resources/A/UpdatePolicy/CodeDeployLambdaAliasUpdate] ApplicationName and DeploymentGroupName are required, BeforeAllowTrafficHook and AfterAllowTrafficHook are optional.',
  ],
  [
    'a variable with a space',
    withResource({ ...topic, Properties: { Name: { 'Fn::Sub': '${a b}' } } }),
    'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
  ],
  [
    'too many resources',
    { Resources: many(501, topic) },
    'Template format error: Number of resources, 501, is greater than maximum allowed, 500',
  ],
  [
    'too many parameters',
    { Parameters: many(201, { Type: 'String' }), Resources: { A: topic } },
    'Template format error: Number of parameters, 201, is greater than maximum allowed, 200',
  ],
  [
    'too many outputs',
    { Resources: { A: topic }, Outputs: many(201, { Value: 'x' }) },
    'Template format error: Number of outputs, 201, is greater than maximum allowed, 200',
  ],
  [
    'too many mappings',
    { Resources: { A: topic }, Mappings: many(201, {}) },
    'Template format error: Number of mappings, 201, is greater than maximum allowed, 200',
  ],
  [
    'a parameter without type',
    withParameter({}),
    'Template format error: Every Parameters object must contain a Type member.',
  ],
  [
    'an unknown parameter type',
    withParameter({ Type: 'Text' }),
    'Template format error: Unrecognized parameter type: Text',
  ],
  [
    'an unknown member of a parameter',
    withParameter({ Type: 'String', Foo: 1 }),
    "Invalid template parameter property 'Foo'",
  ],
  [
    'a list as default',
    withParameter({ Type: 'String', Default: ['a'] }),
    'Template format error: Every Default member must be a string.',
  ],
  [
    'a parameter name',
    { Parameters: { 'AWS::NoValue': { Type: 'String' } }, Resources: { A: topic } },
    'Template format error: Parameter name AWS::NoValue is non alphanumeric.',
  ],
  [
    'a mapping that is no map',
    { Resources: { A: topic }, Mappings: { A: 'x' } },
    'Template format error: Every Mappings member A must be a map',
  ],
  [
    'a shallow mapping',
    { Resources: { A: topic }, Mappings: { A: { B: 'x' } } },
    'Template format error: Every Mappings member B must be a map',
  ],
  [
    'a deep mapping',
    { Resources: { A: topic }, Mappings: { A: { B: { C: { D: 'x' } } } } },
    'Template format error: Every Mappings attribute must be a String or a List.',
  ],
  [
    'an output without value',
    withOutput({}),
    'Template format error: Every Outputs member must contain a Value object',
  ],
  [
    'an output of null',
    withOutput({ Value: null, Other: null }),
    "[/Outputs/O/Value] 'null' values are not allowed in templates",
  ],
  [
    'an unresolved Ref',
    withResource({ ...topic, Properties: { Name: { Ref: 'InvalidRef' } } }),
    'Template format error: Unresolved resource dependencies [InvalidRef] in the Resources block of the template',
  ],
  [
    'unresolved names of Sub and DependsOn',
    withResource({ ...topic, DependsOn: ['C'], Properties: { Name: { 'Fn::Sub': '${B}' } } }),
    'Template format error: Unresolved resource dependencies [B, C] in the Resources block of the template',
  ],
  [
    'an unresolved output',
    withOutput({ Value: { Ref: 'B' } }),
    'Unresolved resource dependencies [B] in the Outputs block of the template',
  ],
  [
    'a mapping of a list with a map in it',
    { Resources: { A: topic }, Mappings: { A: { B: { C: ['x', { D: 'y' }] } } } },
    'Template format error: Every Mappings attribute must be a String or a List.',
  ],
  [
    'Select of an item after the last',
    withResource({ ...topic, Properties: { Name: { 'Fn::Select': [2, ['a', 'b']] } } }),
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  [
    'a default of FindInMap that is none',
    withResource({ ...topic, Properties: { Name: { 'Fn::FindInMap': ['A', 'b', 'c', { Default: 1 }] } } }),
    'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  ],
  [
    'a bound that is no number',
    withParameter({ Type: 'String', MinLength: 'x' }),
    'Template format error: Every MinLength member must be a number.',
  ],
  [
    'a pattern that is none',
    withParameter({ Type: 'String', AllowedPattern: '(' }),
    'Template format error: AllowedPattern ( of parameter P is not a valid regular expression.',
  ],
  [
    'a rule of which one assertion asserts nothing',
    { Rules: { R: { Assertions: [{ Assert: true }, {}] } }, Resources: { A: topic } },
    'Template format error: Rule R must have a list of Assertions, each with an Assert.',
  ],
  [
    'a mapping with a map for a value',
    { Resources: { A: topic }, Mappings: { A: { B: { C: { D: 'x' } } } } },
    'Template format error: Every Mappings attribute must be a String or a List.',
  ],
  [
    'Split by a function',
    withResource({ ...topic, Properties: { Name: { 'Fn::Split': [{ Ref: 'A' }, 'a,b'] } } }),
    'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  ],
  [
    'Split of a list',
    withResource({ ...topic, Properties: { Name: { 'Fn::Split': [',', ['a,b']] } } }),
    'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  ],
  [
    'Sub whose variables a function makes',
    withResource({ ...topic, Properties: { Name: { 'Fn::Sub': ['x', { Ref: 'A' }] } } }),
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  ],
  [
    'a Ref to a number',
    withResource({ ...topic, Properties: { Name: { Ref: 1 } } }),
    'Template error: every Ref object must have a single String value.',
  ],
  [
    'an unknown condition in an output',
    withOutput({ Value: { 'Fn::If': ['Nope', 'a', 'b'] } }),
    'Template error: unresolved condition dependency Nope in Fn::If',
  ],
  [
    'GetAtt of nothing',
    withResource({ ...topic, Properties: { Name: { 'Fn::GetAtt': ['B', 'Arn'] } } }),
    'Template error: instance of Fn::GetAtt references undefined resource B',
  ],
  [
    'Sub of nothing',
    withResource({ ...topic, Properties: { Name: { 'Fn::Sub': '${B.Arn}' } } }),
    'Template error: instance of Fn::Sub references invalid resource attribute B.Arn',
  ],
  [
    'GetAtt without attribute',
    withResource({ ...topic, Properties: { Name: { 'Fn::GetAtt': ['A'] } } }),
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  ],
  [
    'an unknown condition in If',
    withResource({ ...topic, Properties: { Name: { 'Fn::If': ['MissingCondition', 'a', 'b'] } } }),
    'Template error: unresolved condition dependency MissingCondition in Fn::If',
  ],
  [
    'an unknown condition',
    withResource({ ...topic, Condition: 'Nope' }),
    'Template format error: Unresolved condition dependency Nope in the Resources block of the template',
  ],
  [
    'a resource in a condition',
    { Conditions: { C: { 'Fn::Equals': [{ Ref: 'A' }, 'x'] } }, Resources: { A: topic } },
    'Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template',
  ],
  [
    'Equals of three',
    { Conditions: { C: { 'Fn::Equals': ['a', 'b', 'c'] } }, Resources: { A: topic } },
    'Template error: every Fn::Equals object requires a list of 2 string parameters.',
  ],
  [
    'a transform without name',
    { Transform: [{ Name: { Ref: 'X' } }], Resources: { A: topic } },
    'Key Name of transform definition must be a string.',
  ],
])('refuses %s', (_, tree, message) => {
  expect(messageOf(tree)).toBe(message);
});

it('names the members of a circle, and nothing that merely waits for it', () => {
  const waits = (name: string): JsonObject => ({ ...topic, Properties: { Name: { Ref: name } } });
  const circle = 'Circular dependency between resources: [A, B, C]';
  expect(
    messageOf({ Resources: { Z: waits('A'), A: waits('B'), B: { ...topic, DependsOn: 'C' }, C: waits('A') } }),
  ).toBe(circle);
  expect(messageOf({ Resources: { A: waits('A') } })).toBe('Circular dependency between resources: [A]');
  expect(messageOf({ Resources: { A: { ...topic, Metadata: { Own: { Ref: 'A' } } } } })).toBe('good');
});

describe('given what types there are', () => {
  const known: KnownTypes = {
    isType: (type) => type === 'AWS::SNS::Topic',
    isAttribute: (_, attribute) => attribute === 'TopicArn',
  };

  it('names types that are not', () => {
    const resources = { A: topic, B: { Type: 'AWS::SNS::Tropic' }, C: { Type: 'AWS::X::Y' }, D: { Type: 'AWS::X::Y' } };
    expect(messageOf({ Resources: resources }, known)).toBe(
      'Template format error: Unrecognized resource types: [AWS::SNS::Tropic, AWS::X::Y]',
    );
  });

  it('names attributes that are not', () => {
    const asks = (attribute: string): JsonObject => ({
      Resources: { A: topic, B: { ...topic, Properties: { Name: { 'Fn::GetAtt': ['A', attribute] } } } },
    });
    expect(messageOf(asks('Arn'), known)).toBe(
      'Template error: resource A does not support attribute type Arn in Fn::GetAtt',
    );
    expect(messageOf(asks('TopicArn'), known)).toBe('good');
  });
});

it('checks no more than the form of a template that a transform still has to work on', () => {
  const tree = {
    Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'],
    Globals: { Function: {} },
    Resources: {
      Fn: { Type: 'AWS::Serverless::Function', IgnoreGlobals: '*', DeletionPolicy: { Ref: 'P' } },
      'Fn::ForEach::Topics': ['T', ['a'], { 'Topic${T}': topic }],
    },
    Outputs: { Api: { Value: { 'Fn::Sub': 'https://${ServerlessRestApi}' } } },
  };
  expect(messageOf(tree)).toBe('good');
  expect(templateOf(tree).transforms).toEqual(['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31']);
  expect([...templateOf(tree).resources.keys()]).toEqual(['Fn']);
});

it('tells what a template says', () => {
  const template = templateOf({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'shop',
    Metadata: { a: 1 },
    Parameters: {
      P: {
        Type: 'Number',
        Default: 5,
        NoEcho: 'true',
        AllowedValues: [5, '6'],
        MinValue: '1',
        MaxValue: 9,
        AllowedPattern: 'x',
        ConstraintDescription: 'y',
        Description: 'z',
        MinLength: 1,
        MaxLength: 2,
      },
    },
    Conditions: { C: { 'Fn::Equals': ['a', 'a'] } },
    Rules: { R: { RuleCondition: true, Assertions: [{ Assert: true, AssertDescription: 'fine' }] } },
    Resources: {
      A: {
        ...topic,
        Properties: { N: 1 },
        DependsOn: 'B',
        Condition: 'C',
        Metadata: { m: 1 },
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        UpdatePolicy: { EnableVersionUpgrade: true },
        CreationPolicy: { ResourceSignal: {} },
      },
      B: topic,
    },
    Outputs: { O: { Value: { Ref: 'A' }, Description: 'd', Condition: 'C', Export: { Name: 'n' } } },
  });
  expect(template).toMatchObject({
    formatVersion: '2010-09-09',
    description: 'shop',
    metadata: { a: 1 },
    transforms: [],
  });
  expect(template.parameters.get('P')).toEqual({
    type: 'Number',
    default: '5',
    noEcho: true,
    allowedValues: ['5', '6'],
    minValue: 1,
    maxValue: 9,
    allowedPattern: 'x',
    constraintDescription: 'y',
    description: 'z',
    minLength: 1,
    maxLength: 2,
  });
  expect(template.rules.get('R')).toEqual({ condition: true, assertions: [{ assert: true, description: 'fine' }] });
  expect(template.resources.get('A')).toEqual({
    logicalId: 'A',
    type: 'AWS::SNS::Topic',
    properties: { N: 1 },
    dependsOn: ['B'],
    condition: 'C',
    metadata: { m: 1 },
    deletionPolicy: 'RetainExceptOnCreate',
    updateReplacePolicy: 'Retain',
    updatePolicy: { EnableVersionUpgrade: true },
    creationPolicy: { ResourceSignal: {} },
  });
  expect(template.resources.get('B')).toMatchObject({ properties: {}, dependsOn: [], deletionPolicy: undefined });
  expect(template.outputs.get('O')).toEqual({ value: { Ref: 'A' }, description: 'd', condition: 'C', exportName: 'n' });
});
