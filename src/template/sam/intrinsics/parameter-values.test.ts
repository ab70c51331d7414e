import { expect, test } from 'vitest';
import type { JsonValue } from '../mutable-json.ts';
import { readParameters, resolveParameters } from './parameter-values.ts';

const values = new Map<string, JsonValue>([
  ['Stage', 'prod'],
  ['Nested', '{{IntrinsicFunction:api/Stack.Outputs.X/Fn::GetAtt}}'],
  ['Endless', { again: { Ref: 'Endless' } }],
]);

test('references to parameters are resolved, all others stay', () => {
  const value = { a: { Ref: 'Stage' }, b: { Ref: 'Table' }, c: { 'Fn::Sub': '${Stage}-${Table}-${AWS::StackName}' } };
  expect(resolveParameters(value, values)).toEqual({
    a: 'prod',
    b: { Ref: 'Table' },
    c: { 'Fn::Sub': 'prod-${Table}-${AWS::StackName}' },
  });
});

test('what was resolved once stays so, as at AWS', () => {
  const code = { S3Key: { Ref: 'Stage' } };
  resolveParameters(code, values);
  expect(code).toEqual({ S3Key: 'prod' });
});

test('a placeholder of CloudFormation is no value', () => {
  expect(resolveParameters({ Ref: 'Nested' }, values)).toEqual({ Ref: 'Nested' });
});

test('a parameter whose value names itself comes to an end', () => {
  expect(resolveParameters({ Ref: 'Endless' }, values)).toEqual({ again: { Ref: 'Endless' } });
});

test('a value that is no text cannot stand in a text', () => {
  const list = new Map<string, JsonValue>([['L', ['a', 'b']]]);
  expect(() => resolveParameters({ 'Fn::Sub': '${L}' }, list)).toThrow(
    "Invalid Fn::Sub variable value ['a', 'b']. Fn::Sub expects all variables to be strings.",
  );
});

test('a parameter without a value has its default', () => {
  const template = { Parameters: { A: { Default: 'a' }, B: { Default: 'b' }, C: { Type: 'String' } } };
  const read = readParameters(template, { B: 'given' }, { region: 'eu-west-1', partition: 'aws' });
  expect([...read]).toEqual([
    ['B', 'given'],
    ['A', 'a'],
    ['AWS::Region', 'eu-west-1'],
    ['AWS::Partition', 'aws'],
  ]);
});
