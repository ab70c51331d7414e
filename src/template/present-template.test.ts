import { expect, it } from 'vitest';
import type { JsonObject } from './json.ts';
import { evaluateOutputs } from './outputs.ts';
import { presentTemplate } from './present-template.ts';
import { isTemplate, readTemplate } from './read-template.ts';
import { scopeWith } from './scope.fixture.ts';
import type { Template } from './template.ts';

function templateOf(resources: JsonObject, outputs: JsonObject = {}): Template {
  const read = readTemplate({
    Conditions: { On: { 'Fn::Equals': ['a', 'b'] }, Off: { 'Fn::Not': [{ Condition: 'On' }] } },
    Resources: resources,
    Outputs: outputs,
  });
  if (!isTemplate(read)) throw new Error(read.message);
  return read;
}

const topic = { Type: 'AWS::SNS::Topic' };
const absent = { ...topic, Condition: 'On' };
const conditions = new Map([
  ['On', false],
  ['Off', true],
]);

it('leaves out what is not there', () => {
  const present = presentTemplate(
    templateOf(
      {
        A: topic,
        B: absent,
        C: { ...topic, Properties: { N: { 'Fn::If': ['On', { Ref: 'B' }, 'x'] } } },
      },
      { O: { Value: 'o' }, P: { Value: { Ref: 'B' }, Condition: 'On' } },
    ),
    conditions,
  );
  expect('kind' in present ? present : [[...present.resources.keys()], [...present.outputs.keys()]]).toEqual([
    ['A', 'C'],
    ['O'],
  ]);
});

it('refuses what waits for a resource that is not there', () => {
  expect(presentTemplate(templateOf({ A: absent, B: { ...topic, DependsOn: ['A'] } }), conditions)).toMatchObject({
    message: 'Template format error: Unresolved resource dependencies [A] in the Resources block of the template',
  });
});

it('refuses what points at a resource that is not there', () => {
  const points = { ...topic, Properties: { N: { Ref: 'MyTopic' } } };
  expect(presentTemplate(templateOf({ MyTopic: absent, A: points }), conditions)).toMatchObject({
    message: 'Template format error: Unresolved resource dependencies [MyTopic] in the Resources block of the template',
  });
  expect(
    presentTemplate(
      templateOf({ MyTopic: absent, A: topic }, { O: { Value: { 'Fn::GetAtt': ['MyTopic', 'Arn'] } } }),
      conditions,
    ),
  ).toMatchObject({
    message: 'Unresolved resource dependencies [MyTopic] in the Outputs block of the template',
  });
});

it('evaluates outputs and the names under which they are exported', () => {
  const { outputs } = templateOf(
    { A: topic },
    {
      O: { Value: { Ref: 'A' }, Description: 'd', Export: { Name: { 'Fn::Sub': '${AWS::StackName}-a' } } },
      N: { Value: 3 },
    },
  );
  const scope = scopeWith({
    resources: { ref: () => ({ kind: 'value', value: 'arn' }), attribute: () => ({ kind: 'unknown' }) },
  });
  expect(evaluateOutputs(outputs, scope)).toEqual({
    outputs: [
      { key: 'O', value: 'arn', description: 'd', exportName: 'shop-a' },
      { key: 'N', value: '3', description: undefined, exportName: undefined },
    ],
  });
});

it('refuses an output that is no text', () => {
  const { outputs } = templateOf({ A: topic }, { O: { Value: { 'Fn::Split': [',', 'a,b'] } } });
  expect(evaluateOutputs(outputs, scopeWith())).toMatchObject({
    message: 'Template format error: The Value field of every Outputs member must evaluate to a String.',
  });
});
