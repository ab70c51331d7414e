import { expect, test } from 'vitest';
import { aFunction, refusalOf, transformed } from './transform-sam.fixture.ts';

const bare = { Type: 'AWS::Serverless::Function' };
const globals = {
  Function: {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    CodeUri: 's3://bucket/key',
    Layers: ['arn:one'],
    Environment: { Variables: { A: 'a', B: 'b' } },
  },
};

test('maps are merged, lists put together, and a value of the resource counts alone', () => {
  const own = { Handler: 'own.handler', Layers: ['arn:two'], Environment: { Variables: { B: 'own' } } };
  expect(transformed({ Fn: { ...bare, Properties: own } }, { Globals: globals })).toHaveProperty(
    ['Resources', 'Fn', 'Properties'],
    expect.objectContaining({
      Runtime: 'nodejs22.x',
      Handler: 'own.handler',
      Layers: ['arn:one', 'arn:two'],
      Environment: { Variables: { A: 'a', B: 'own' } },
    }),
  );
});

test('a resource may say which globals it ignores', () => {
  const template = transformed({ Fn: { ...bare, IgnoreGlobals: ['Layers'] } }, { Globals: globals });
  expect(template).not.toHaveProperty(['Resources', 'Fn', 'Properties', 'Layers']);
});

test('one resource changes nothing of what another inherits', () => {
  const template = transformed(
    { One: { ...bare, Properties: { Environment: { Variables: { C: 'c' } } } }, Two: bare },
    { Globals: globals },
  );
  expect(template).toHaveProperty(['Resources', 'Two', 'Properties', 'Environment'], { Variables: { A: 'a', B: 'b' } });
});

test('a section or property that is no global is refused with the list of those that are', () => {
  expect(refusalOf({ Fn: aFunction() }, { Globals: { Fn: {} } })).toContain(
    "'Globals' section is invalid. 'Fn' is not supported. Must be one of the following values - ['Api', 'CapacityProvider',",
  );
  expect(refusalOf({ Fn: aFunction() }, { Globals: { SimpleTable: { Tags: {} } } })).toContain(
    "'Tags' is not a supported property of 'SimpleTable'. Must be one of the following values - ['SSESpecification']",
  );
});

test('globals that many resources would copy beyond all measure are refused', () => {
  const variables = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`V${index}`, 'value']));
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`Fn${index}`, bare]));
  expect(refusalOf(many, { Globals: { Function: { Environment: { Variables: variables } } } })).toContain(
    'larger than the maximum allowed',
  );
});
