import { describe, expect, it } from 'vitest';
import { describeChanges, type StackBefore } from './change-set.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluationScope, Lookup } from './evaluation-scope.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import type { Recreation } from './property-changes.ts';
import { isTemplate, readTemplate } from './read-template.ts';
import type { ResourceChange } from './resource-change.ts';
import { scopeWith } from './scope.fixture.ts';
import type { TemplateResource } from './template.ts';

const marker = '{{changeSet:KNOWN_AFTER_APPLY}}';

interface Stack {
  readonly resources: JsonObject;
  readonly parameters?: Readonly<Record<string, JsonValue>>;
  readonly noEcho?: readonly string[];
}

function resourcesOf({ resources, parameters = {} }: Stack): ReadonlyMap<string, TemplateResource> {
  const declared = Object.fromEntries(Object.keys(parameters).map((name) => [name, { Type: 'String' }]));
  const read = readTemplate({ Parameters: declared, Resources: resources });
  if (!isTemplate(read)) throw new Error(read.message);
  return read.resources;
}

/** Properties of a topic that name it make another one; all others change in place. */
function recreationOf(_: string, [name]: readonly string[]): Recreation {
  if (name === 'TopicName' || name === 'FunctionName') return 'Always';
  return name === 'Sometimes' ? 'Conditionally' : 'Never';
}

/** A stack as it is once it was made: attributes give the property of their name, `Ref` an ARN. */
function made(stack: Stack): { readonly before: StackBefore; readonly scope: EvaluationScope } {
  const resources = resourcesOf(stack);
  const properties = new Map<string, JsonObject>();
  const found = (value: JsonValue | undefined): Lookup =>
    value === undefined ? { kind: 'unknown' } : { kind: 'value', value };
  const parameters = new Map(Object.entries(stack.parameters ?? {}));
  const scope = scopeWith({
    parameters,
    resources: {
      ref: (id) => found(properties.has(id) ? `arn:${id}` : undefined),
      attribute: (id, name) => found(properties.get(id)?.[name] ?? `${id}.${name}`),
    },
  });
  for (const [id, resource] of resources) {
    const evaluated = evaluate(resource.properties, scope);
    if (evaluated.kind === 'value' && isJsonObject(evaluated.value)) properties.set(id, evaluated.value);
  }
  const physicalIds = new Map([...resources.keys()].map((id) => [id, `arn:${id}`]));
  return { before: { resources, properties, physicalIds, parameters }, scope };
}

function changesOf(before: Stack | undefined, after: Stack, includePropertyValues = false): readonly ResourceChange[] {
  const start = made(before ?? { resources: { None: { Type: 'X' } } });
  const described = describeChanges(
    before === undefined ? undefined : start.before,
    {
      resources: resourcesOf(after),
      scope: { ...start.scope, parameters: new Map(Object.entries(after.parameters ?? {})) },
      noEcho: new Set(after.noEcho ?? []),
    },
    { recreationOf, includePropertyValues },
  );
  if ('kind' in described) throw new Error(described.message);
  return described.changes;
}

function topic(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { Type: 'AWS::SNS::Topic', Properties: properties, ...more };
}

/** The details in one line each, to be compared whatever their order. */
function linesOf(changes: readonly ResourceChange[]): readonly string[] {
  return changes.flatMap(({ Action, LogicalResourceId, Replacement, Details }) => [
    [Action, LogicalResourceId, Replacement ?? '-'].join(' '),
    ...Details.map(
      ({ Target, Evaluation, ChangeSource, CausingEntity }) =>
        `  ${[Target.Attribute, Target.Name ?? '-', Target.RequiresRecreation, Evaluation, ChangeSource, CausingEntity ?? '-'].join(' ')}`,
    ),
  ]);
}

it('lists what is new, by logical ID, with what is known of it', () => {
  const after = {
    resources: {
      Topic2: topic({ DisplayName: { 'Fn::GetAtt': ['Topic1', 'DisplayName'] } }),
      Topic1: topic({ DisplayName: 'one' }),
    },
  };
  expect(changesOf(undefined, after)).toEqual([
    { Action: 'Add', LogicalResourceId: 'Topic1', ResourceType: 'AWS::SNS::Topic', Scope: [], Details: [] },
    { Action: 'Add', LogicalResourceId: 'Topic2', ResourceType: 'AWS::SNS::Topic', Scope: [], Details: [] },
  ]);
  expect(changesOf(undefined, after, true).map(({ AfterContext }) => AfterContext)).toEqual([
    '{"Properties":{"DisplayName":"one"}}',
    `{"Properties":{"DisplayName":"${marker}"}}`,
  ]);
});

it('lists nothing where nothing changes', () => {
  const stack = {
    resources: {
      A: topic({ DisplayName: 'a', Tags: [{ Key: 'k', Value: '1' }] }),
      B: topic({ DisplayName: { Ref: 'A' } }),
    },
  };
  expect(changesOf(stack, stack)).toEqual([]);
  expect(
    changesOf(stack, {
      resources: { ...stack.resources, A: topic({ Tags: [{ Value: 1, Key: 'k' }], DisplayName: 'a' }) },
    }),
  ).toEqual([]);
});

it('tells what a property was and will be', () => {
  const change = changesOf(
    { resources: { A: topic({ DisplayName: 'a', Stays: 1 }) } },
    { resources: { A: topic({ DisplayName: 'b', Stays: 1 }) } },
    true,
  );
  expect(change).toEqual([
    {
      Action: 'Modify',
      LogicalResourceId: 'A',
      PhysicalResourceId: 'arn:A',
      ResourceType: 'AWS::SNS::Topic',
      Replacement: 'False',
      Scope: ['Properties'],
      Details: [
        {
          Target: {
            Attribute: 'Properties',
            Name: 'DisplayName',
            Path: '/Properties/DisplayName',
            RequiresRecreation: 'Never',
            BeforeValue: 'a',
            AfterValue: 'b',
            AttributeChangeType: 'Modify',
          },
          Evaluation: 'Static',
          ChangeSource: 'DirectModification',
        },
      ],
      BeforeContext: '{"Properties":{"DisplayName":"a","Stays":1}}',
      AfterContext: '{"Properties":{"DisplayName":"b","Stays":1}}',
    },
  ]);
});

it('goes into maps, and tells what is added and removed', () => {
  const before = { resources: { A: topic({ Env: { Variables: { STAGE: 'a', OLD: 1 } } }) } };
  const after = { resources: { A: topic({ Env: { Variables: { STAGE: 'b', NEW: ['x'] } } }) } };
  expect(changesOf(before, after, true)[0]?.Details.map(({ Target }) => Target)).toMatchObject([
    {
      Path: '/Properties/Env/Variables/STAGE',
      Name: 'Env',
      AttributeChangeType: 'Modify',
      BeforeValue: 'a',
      AfterValue: 'b',
    },
    { Path: '/Properties/Env/Variables/OLD', AttributeChangeType: 'Remove', BeforeValue: '1' },
    { Path: '/Properties/Env/Variables/NEW', AttributeChangeType: 'Add', AfterValue: '["x"]' },
  ]);
  expect(changesOf(before, after)[0]?.Details.map(({ Target }) => Target)).toEqual([
    { Attribute: 'Properties', Name: 'Env', RequiresRecreation: 'Never' },
  ]);
});

describe('a parameter with another value', () => {
  const named = {
    resources: {
      Foo: topic({ TopicName: { Ref: 'Name' } }),
      Bar: topic({ DisplayName: { 'Fn::GetAtt': ['Foo', 'TopicName'] } }),
    },
  };
  const before = { ...named, parameters: { Name: 'topic-1' } };
  const after = { ...named, parameters: { Name: 'topic-2' } };

  it('causes the change beside the modification, and a replacement causes further ones', () => {
    expect(linesOf(changesOf(before, after))).toEqual([
      'Modify Bar False',
      '  Properties DisplayName Never Static ResourceAttribute Foo.TopicName',
      'Modify Foo True',
      '  Properties TopicName Always Static ParameterReference Name',
      '  Properties TopicName Always Dynamic DirectModification -',
    ]);
    expect(linesOf(changesOf(before, after, true))).toEqual([
      'Modify Bar False',
      '  Properties DisplayName Never Static ResourceAttribute Foo.TopicName',
      '  Properties DisplayName Never Dynamic DirectModification -',
      'Modify Foo True',
      '  Properties TopicName Always Static ParameterReference Name',
      '  Properties TopicName Always Dynamic DirectModification -',
    ]);
  });

  it('makes unknown what hangs on the replaced resource', () => {
    const [bar, foo] = changesOf(before, after, true);
    expect(bar).toMatchObject({
      BeforeContext: '{"Properties":{"DisplayName":"topic-1"}}',
      AfterContext: `{"Properties":{"DisplayName":"${marker}"}}`,
    });
    expect(foo?.PolicyAction).toBe('ReplaceAndDelete');
  });
});

describe('a resource that changes in place', () => {
  const chain = (name: JsonValue): Stack => ({
    resources: {
      Topic1: topic({ DisplayName: name }),
      Topic2: topic({ DisplayName: { 'Fn::GetAtt': ['Topic1', 'DisplayName'] } }),
      Topic3: topic({ DisplayName: { 'Fn::Sub': '${Topic2.DisplayName}' } }),
      Topic4: topic({ DisplayName: { Ref: 'Topic1' } }),
    },
  });

  it('may change those that ask its attributes, not those that refer to it', () => {
    expect(linesOf(changesOf(chain('a'), chain('b')))).toEqual([
      'Modify Topic1 False',
      '  Properties DisplayName Never Static DirectModification -',
      'Modify Topic2 False',
      '  Properties DisplayName Never Dynamic ResourceAttribute Topic1.DisplayName',
      'Modify Topic3 False',
      '  Properties DisplayName Never Dynamic ResourceAttribute Topic2.DisplayName',
    ]);
  });

  it('stands alone where values are compared', () => {
    expect(linesOf(changesOf(chain('a'), chain('b'), true))).toEqual([
      'Modify Topic1 False',
      '  Properties DisplayName Never Static DirectModification -',
    ]);
  });
});

it('names the resource where a reference to a replaced one changes', () => {
  const stack = (name: string): Stack => ({
    resources: { A: topic({ TopicName: name }), B: topic({ DisplayName: { Ref: 'A' } }) },
  });
  expect(linesOf(changesOf(stack('a'), stack('b')))).toEqual([
    'Modify A True',
    '  Properties TopicName Always Static DirectModification -',
    'Modify B False',
    '  Properties DisplayName Never Static ResourceReference A',
  ]);
});

it('tells of a modification beside its cause where the template changes too', () => {
  const stack = (name: string, value: JsonValue): Stack => ({
    resources: { A: topic({ TopicName: name }), B: topic({ DisplayName: value }) },
  });
  expect(linesOf(changesOf(stack('a', { Ref: 'A' }), stack('b', { 'Fn::Sub': 'x${A}' }))).slice(2)).toEqual([
    'Modify B False',
    '  Properties DisplayName Never Static ResourceReference A',
    '  Properties DisplayName Never Static DirectModification -',
  ]);
});

it('leaves open whether a value that only the execution tells makes a new resource', () => {
  const before = { resources: { B: topic({ TopicName: 'b', Sometimes: 1 }), C: topic({ Sometimes: 1 }) } };
  const after = {
    resources: { A: topic({}), B: topic({ TopicName: { Ref: 'A' }, Sometimes: 1 }), C: topic({ Sometimes: 2 }) },
  };
  expect(linesOf(changesOf(before, after))).toEqual([
    'Add A -',
    'Modify B Conditional',
    '  Properties TopicName Always Dynamic DirectModification -',
    'Modify C Conditional',
    '  Properties Sometimes Conditionally Static DirectModification -',
  ]);
});

it('reads for a push of code as the transform for functions makes it', () => {
  const push = (version: string, key: string): Stack => ({
    resources: {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: key } } },
      [`FnVersion${version}`]: {
        Type: 'AWS::Lambda::Version',
        DeletionPolicy: 'Retain',
        Properties: { FunctionName: { Ref: 'Fn' } },
      },
      FnAliaslive: {
        Type: 'AWS::Lambda::Alias',
        Properties: { Name: 'live', FunctionVersion: { 'Fn::GetAtt': [`FnVersion${version}`, 'Version'] } },
        UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: 'app', DeploymentGroupName: 'group' } },
      },
    },
  });
  const changes = changesOf(push('a', '1'), push('b', '2'));
  expect(linesOf(changes)).toEqual([
    'Modify Fn False',
    '  Properties Code Never Static DirectModification -',
    'Modify FnAliaslive False',
    '  Properties FunctionVersion Never Dynamic DirectModification -',
    'Remove FnVersiona -',
    'Add FnVersionb -',
  ]);
  expect(changes.find(({ Action }) => Action === 'Remove')).toMatchObject({
    PolicyAction: 'Retain',
    PhysicalResourceId: 'arn:FnVersiona',
  });
});

it('lists metadata, policies and tags beside properties', () => {
  const before = {
    resources: {
      A: topic({}, { Metadata: { a: 1 }, DeletionPolicy: 'Delete' }),
      B: topic({ DisplayName: 'x' }, { Metadata: { P: { Ref: 'P' } } }),
    },
    parameters: { P: '1' },
  };
  const after = {
    resources: {
      A: topic(
        {},
        {
          Metadata: { a: 2 },
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
          UpdatePolicy: { EnableVersionUpgrade: true },
        },
      ),
      B: topic({ DisplayName: 'x' }, { Metadata: { P: { Ref: 'P' } } }),
    },
    parameters: { P: '2' },
  };
  const changes = changesOf(before, after);
  expect(changes.map(({ Scope }) => Scope)).toEqual([
    ['DeletionPolicy', 'Metadata', 'UpdatePolicy', 'UpdateReplacePolicy'],
    ['Metadata'],
  ]);
  expect(linesOf(changes.slice(1))).toEqual([
    'Modify B False',
    '  Metadata - Never Static ParameterReference P',
    '  Metadata - Never Dynamic DirectModification -',
  ]);
  const start = made(before);
  const tagged = describeChanges(
    start.before,
    { resources: start.before.resources, scope: start.scope, noEcho: new Set(), hasOtherTags: true },
    { recreationOf, includePropertyValues: false },
  );
  expect('changes' in tagged && tagged.changes.map(({ Scope }) => Scope)).toEqual([['Tags'], ['Tags']]);
});

it.each([
  [undefined, 'Delete', 'ReplaceAndDelete'],
  ['Retain', 'Retain', 'ReplaceAndRetain'],
  ['Snapshot', 'Snapshot', 'ReplaceAndSnapshot'],
])('does with the old resource what the policy %s says', (policy, removed, replaced) => {
  const more = policy === undefined ? {} : { DeletionPolicy: policy, UpdateReplacePolicy: policy };
  const stack = (name: string): Stack => ({ resources: { A: topic({ TopicName: name }, more) } });
  expect(changesOf(stack('a'), { resources: { B: topic({}) } })[0]).toMatchObject({
    Action: 'Remove',
    PolicyAction: removed,
  });
  expect(changesOf(stack('a'), stack('b'))[0]).toMatchObject({ Replacement: 'True', PolicyAction: replaced });
});

it('keeps what may be deleted only with a failed creation', () => {
  const before = { resources: { A: topic({}, { DeletionPolicy: 'RetainExceptOnCreate' }) } };
  expect(changesOf(before, { resources: { B: topic({}) } })[0]).toMatchObject({
    Action: 'Remove',
    PolicyAction: 'Retain',
  });
});

it('shows no value of a parameter that is not to be shown', () => {
  const stack = (secret: string): Stack => ({
    resources: { A: topic({ Password: { 'Fn::Sub': 'pw-${Secret}' }, DisplayName: 'a' }) },
    parameters: { Secret: secret },
    noEcho: ['Secret'],
  });
  const [change] = changesOf(stack('old'), stack('new'), true);
  expect(JSON.stringify(change)).not.toMatch(/old|new/);
  expect(change).toMatchObject({
    AfterContext: '{"Properties":{"Password":"****","DisplayName":"a"}}',
    Details: [{ Target: { AfterValue: '****' } }, {}],
  });
});

it('refuses to make a resource into one of another type', () => {
  const start = made({ resources: { A: topic({}) } });
  const after = {
    resources: resourcesOf({ resources: { A: { Type: 'AWS::SQS::Queue' } } }),
    scope: start.scope,
    noEcho: new Set<string>(),
  };
  expect(describeChanges(start.before, after, { recreationOf, includePropertyValues: false })).toEqual({
    kind: 'refusal',
    message:
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]',
  });
});

it('refuses what cannot be evaluated', () => {
  const start = made({ resources: { A: topic({}) } });
  const after = {
    resources: resourcesOf({ resources: { B: topic({ N: { 'Fn::ImportValue': 'nope' } }) } }),
    scope: start.scope,
    noEcho: new Set<string>(),
  };
  expect(describeChanges(start.before, after, { recreationOf, includePropertyValues: false })).toMatchObject({
    message: 'No export named nope found.',
  });
});

it('takes an attribute for unknown that a resource lacks, if the resource changes', () => {
  const start = made({ resources: { A: topic({ DisplayName: 'a' }) } });
  const lacking = (): Lookup => ({ kind: 'refusal', message: 'no such attribute' });
  const compare = (displayName: string) =>
    describeChanges(
      start.before,
      {
        resources: resourcesOf({
          resources: { A: topic({ DisplayName: displayName }), B: topic({ N: { 'Fn::GetAtt': ['A', 'New'] } }) },
        }),
        scope: { ...start.scope, resources: { ...start.scope.resources, attribute: lacking } },
        noEcho: new Set(),
      },
      { recreationOf, includePropertyValues: true },
    );
  expect(compare('a')).toMatchObject({ kind: 'refusal', message: 'no such attribute' });
  expect(compare('b')).toMatchObject({
    changes: [{}, { Action: 'Add', AfterContext: JSON.stringify({ Properties: { N: marker } }) }],
  });
});
