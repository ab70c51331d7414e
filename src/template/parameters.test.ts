import { describe, expect, it } from 'vitest';
import { referencedValues, resolveParameters, ssmParameterNames, type GivenParameter } from './parameters.ts';
import type { JsonObject } from './json.ts';
import { isTemplate, readTemplate } from './read-template.ts';
import type { ParameterDeclaration } from './template.ts';

function declare(parameters: JsonObject): ReadonlyMap<string, ParameterDeclaration> {
  const read = readTemplate({ Parameters: parameters, Resources: { A: { Type: 'AWS::SNS::Topic' } } });
  if (!isTemplate(read)) throw new Error(read.message);
  return read.parameters;
}

const given = (values: Readonly<Record<string, string>>): readonly GivenParameter[] =>
  Object.entries(values).map(([key, value]) => ({ key, value, usePreviousValue: false }));

const keep = (key: string, value?: string): GivenParameter => ({ key, value, usePreviousValue: true });

function resolve(
  parameters: JsonObject,
  values: readonly GivenParameter[],
  more: { readonly previous?: ReadonlyMap<string, string>; readonly ssm?: ReadonlyMap<string, string> } = {},
): unknown {
  const resolved = resolveParameters(declare(parameters), {
    given: values,
    previous: new Map(),
    ssm: new Map(),
    ...more,
  });
  return 'kind' in resolved ? resolved.message : Object.fromEntries(referencedValues(resolved));
}

it('takes what is given before what is the default', () => {
  const parameters = { A: { Type: 'String', Default: 'a' }, B: { Type: 'Number', Default: 1 } };
  expect(resolve(parameters, [])).toEqual({ A: 'a', B: '1' });
  expect(resolve(parameters, given({ A: '', B: '2.5' }))).toEqual({ A: '', B: '2.5' });
});

it('makes lists of the types that are lists', () => {
  const parameters = {
    A: { Type: 'CommaDelimitedList' },
    B: { Type: 'List<Number>' },
    C: { Type: 'List<AWS::EC2::Subnet::Id>' },
  };
  expect(resolve(parameters, given({ A: 'a, b ,c', B: '1,2', C: 'subnet-1' }))).toEqual({
    A: ['a', 'b', 'c'],
    B: ['1', '2'],
    C: ['subnet-1'],
  });
});

describe('previous values', () => {
  const parameters = { A: { Type: 'String', Default: 'new' } };

  it('are kept where that is asked for, whatever the default', () => {
    expect(resolve(parameters, [keep('A')], { previous: new Map([['A', 'old']]) })).toEqual({ A: 'old' });
    expect(resolve(parameters, [], { previous: new Map([['A', 'old']]) })).toEqual({ A: 'new' });
  });

  it('must be there', () => {
    expect(resolve(parameters, [keep('A')])).toBe('Parameters: [A] must have values');
  });

  it('stand beside no other value', () => {
    expect(resolve(parameters, [keep('A', 'x')], { previous: new Map([['A', 'old']]) })).toBe(
      'Invalid input for parameter key A. Cannot specify usePreviousValue as true and non empty value for a parameter',
    );
  });
});

it('names all that is missing, and all that is not declared', () => {
  const parameters = { Input: { Type: 'String' }, Other: { Type: 'String' } };
  expect(resolve(parameters, [])).toBe('Parameters: [Input, Other] must have values');
  expect(resolve(parameters, given({ Input: 'a', X: 'b', Y: 'c' }))).toBe(
    'Parameters: [X, Y] do not exist in the template',
  );
});

it.each<[JsonObject, string, string]>([
  [{ Type: 'Number' }, 'abc', "Parameter 'P' must be a number."],
  [{ Type: 'List<Number>' }, '1,x', "Parameter 'P' must be a number."],
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', "Parameter 'P' must be one of AllowedValues"],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'a,c', "Parameter 'P' must be one of AllowedValues"],
  [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'abC', "Parameter 'P' must match pattern [a-z]+"],
  [{ Type: 'String', MinLength: 2 }, 'a', "Parameter 'P' must contain at least 2 characters"],
  [{ Type: 'String', MaxLength: '2' }, 'abc', "Parameter 'P' must contain at most 2 characters"],
  [{ Type: 'Number', MinValue: 2 }, '1', "Parameter 'P' must be a number not less than 2"],
  [{ Type: 'Number', MaxValue: 2 }, '3', "Parameter 'P' must be a number not greater than 2"],
  [
    { Type: 'Number', MaxValue: 2, ConstraintDescription: 'must be small.' },
    '3',
    'Parameter P failed to satisfy constraint: must be small.',
  ],
])('holds %j against %j', (declaration, value, message) => {
  expect(resolve({ P: declaration }, given({ P: value }))).toBe(message);
});

it.each<[JsonObject, string]>([
  [{ Type: 'Number', MinValue: 2, MaxValue: 2 }, '2'],
  [{ Type: 'String', MinLength: 2, MaxLength: 2 }, 'ab'],
  [{ Type: 'Number' }, '-1.5e3'],
  [{ Type: 'String', AllowedPattern: 'a|b' }, 'b'],
])('takes for %j what is just within: %j', (declaration, value) => {
  expect(resolve({ P: declaration }, given({ P: value }))).toEqual({ P: value });
});

it.each(['ab', 'xa'])('holds a pattern against the whole of a value: %s', (value) => {
  expect(resolve({ P: { Type: 'String', AllowedPattern: 'a|x' } }, given({ P: value }))).toMatch(/must match pattern/);
});

it('holds a default against the constraints too', () => {
  expect(resolve({ P: { Type: 'String', Default: 'x', AllowedValues: ['a'] } }, [])).toBe(
    "Parameter 'P' must be one of AllowedValues",
  );
});

it('knows the flag by which Java ignores case', () => {
  expect(resolve({ P: { Type: 'String', AllowedPattern: '(?i)abc' } }, given({ P: 'ABC' }))).toEqual({ P: 'ABC' });
});

describe('parameters kept in SSM', () => {
  const parameters = {
    Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    Subnets: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/subnets' },
    Name: { Type: 'AWS::SSM::Parameter::Name', Default: '/name' },
  };

  it('are asked for by name', () => {
    const sources = { given: given({ Subnets: '/other' }), previous: new Map<string, string>() };
    expect(ssmParameterNames(declare(parameters), sources)).toEqual(['/cdk-bootstrap/hnb659fds/version', '/other']);
  });

  it('stand for what is found, and keep their names', () => {
    const ssm = new Map([
      ['/cdk-bootstrap/hnb659fds/version', '33'],
      ['/subnets', 'a,b'],
    ]);
    expect(resolve(parameters, [], { ssm })).toEqual({ Version: '33', Subnets: ['a', 'b'], Name: '/name' });
    const resolved = resolveParameters(declare(parameters), { given: [], previous: new Map(), ssm });
    expect('kind' in resolved ? undefined : resolved.get('Version')).toMatchObject({
      text: '/cdk-bootstrap/hnb659fds/version',
      resolvedText: '33',
    });
  });

  it('must be there, with a name', () => {
    expect(resolve(parameters, [])).toBe(
      'Unable to fetch parameters [/cdk-bootstrap/hnb659fds/version,/subnets] from parameter store for this account.',
    );
    expect(resolve({ InputValue: { Type: 'AWS::SSM::Parameter::Value<String>' } }, [])).toBe(
      'Parameter InputValue should either have input value or default value',
    );
  });
});

it('holds no constraint against a value that is not known yet, and does not ask SSM for it', () => {
  const parameters = {
    Size: { Type: 'Number', MaxValue: 9 },
    Names: { Type: 'CommaDelimitedList', AllowedPattern: '[a-z]+' },
    Path: { Type: 'AWS::SSM::Parameter::Value<String>' },
  };
  const values = Object.keys(parameters).map((key) => ({ key, value: '?', usePreviousValue: false, isUnknown: true }));
  expect(ssmParameterNames(declare(parameters), { given: values, previous: new Map() })).toEqual([]);
  expect(resolve(parameters, values)).toEqual({ Size: '?', Names: '?', Path: '?' });
});
