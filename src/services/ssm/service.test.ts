import type { ParametersFilter } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSsm, type TestSsm } from './ssm.fixture.ts';

let ssm: TestSsm;

beforeEach(async () => {
  ssm = await openSsm();
});

afterEach(async () => ssm[Symbol.asyncDispose]());

const put = (Name: string, Value = 'v', rest: object = {}) =>
  ssm.call('PutParameter', { Name, Value, Type: 'String', ...rest });
const namesOf = (parameters: readonly { readonly Name?: string | undefined }[] | undefined) =>
  (parameters ?? []).map(({ Name }) => Name);

describe('a parameter', () => {
  test('is told as AWS does, also after a restart', async () => {
    expect(await put('/shop/url', 'one')).toEqual({ Version: 1, Tier: 'Standard' });
    await ssm.restart();
    expect(await ssm.call('GetParameter', { Name: '/shop/url' })).toEqual({
      Parameter: {
        Name: '/shop/url',
        Type: 'String',
        Value: 'one',
        Version: 1,
        LastModifiedDate: new Date(ssm.clock.now()),
        ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/shop/url',
        DataType: 'text',
      },
    });
  });

  test('keeps its versions, which are found by number and by label', async () => {
    await put('url', 'one', { Description: 'where' });
    await expect(put('url', 'two')).rejects.toMatchObject({
      type: 'ParameterAlreadyExists',
      message:
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    });
    expect(await ssm.call('PutParameter', { Name: 'url', Value: 'two', Overwrite: true })).toMatchObject({
      Version: 2,
    });
    expect(
      await ssm.call('LabelParameterVersion', { Name: 'url', ParameterVersion: 1, Labels: ['live', 'aws-1'] }),
    ).toEqual({
      InvalidLabels: ['aws-1'],
      ParameterVersion: 1,
    });
    const arn = 'arn:aws:ssm:us-east-1:000000000000:parameter/url';
    const { Parameters, InvalidParameters } = await ssm.call('GetParameters', {
      Names: ['url', 'url:1', 'url:live', arn, `${arn}:2`, 'url:3', 'none'],
    });
    expect(Parameters?.map(({ Value, Selector }) => [Value, Selector])).toEqual([
      ['two', undefined],
      ['one', ':1'],
      ['one', ':live'],
      ['two', undefined],
      ['two', ':2'],
    ]);
    expect(InvalidParameters).toEqual(['url:3', 'none']);
    const history = await ssm.call('GetParameterHistory', { Name: 'url' });
    expect(history.Parameters).toMatchObject([
      { Version: 1, Value: 'one', Labels: ['live'], Description: 'where', Tier: 'Standard' },
      { Version: 2, Value: 'two', Labels: [], Description: 'where' },
    ]);
    const first = await ssm.call('GetParameterHistory', { Name: 'url', MaxResults: 1 });
    const second = await ssm.call('GetParameterHistory', { Name: 'url', NextToken: first.NextToken });
    expect(second.Parameters).toMatchObject([{ Version: 2 }]);
    expect(second.NextToken).toBeUndefined();
    expect(
      await ssm.call('UnlabelParameterVersion', { Name: 'url', ParameterVersion: 1, Labels: ['live', 'x'] }),
    ).toEqual({ RemovedLabels: ['live'], InvalidLabels: ['x'] });
  });

  test('loses the oldest of a hundred versions, unless that has a label', async () => {
    await put('many');
    for (let version = 2; version <= 101; version += 1)
      await ssm.call('PutParameter', { Name: 'many', Value: String(version), Overwrite: true });
    await expect(ssm.call('GetParameter', { Name: 'many:1' })).rejects.toMatchObject({
      type: 'ParameterVersionNotFound',
      message: 'Systems Manager could not find version 1 of many. Verify the version and try again.',
    });
    await ssm.call('LabelParameterVersion', { Name: 'many', ParameterVersion: 2, Labels: ['kept'] });
    await expect(ssm.call('PutParameter', { Name: 'many', Value: 'x', Overwrite: true })).rejects.toMatchObject({
      type: 'ParameterMaxVersionLimitExceeded',
    });
    await ssm.call('DeleteParameter', { Name: 'many' });
    await put('many', 'anew');
    expect((await ssm.call('GetParameterHistory', { Name: 'many' })).Parameters).toMatchObject([{ Value: 'anew' }]);
  });

  test('that is a secret is told to those alone who ask for it', async () => {
    await put('pin', '1234', { Type: 'SecureString' });
    const closed = (await ssm.call('GetParameter', { Name: 'pin' })).Parameter?.Value ?? '';
    expect(closed).toMatch(/^AQICAH/);
    expect(closed).not.toContain('1234');
    const open = await ssm.call('GetParameter', { Name: 'pin', WithDecryption: true });
    expect(open.Parameter).toMatchObject({ Type: 'SecureString', Value: '1234' });
    expect((await ssm.call('DescribeParameters', {})).Parameters).toMatchObject([{ KeyId: 'alias/aws/ssm' }]);
    await expect(put('pin', 'x', { Overwrite: true })).rejects.toMatchObject({
      type: 'HierarchyTypeMismatchException',
    });
  });

  test('has tags', async () => {
    await put('/shop/url', 'v', { Tags: [{ Key: 'a', Value: '1' }] });
    const resource = { ResourceType: 'Parameter', ResourceId: '/shop/url' } as const;
    await ssm.call('AddTagsToResource', { ...resource, Tags: [{ Key: 'b', Value: '2' }] });
    await ssm.call('RemoveTagsFromResource', { ...resource, TagKeys: ['a'] });
    expect(await ssm.call('ListTagsForResource', resource)).toEqual({ TagList: [{ Key: 'b', Value: '2' }] });
    await expect(ssm.call('ListTagsForResource', { ...resource, ResourceId: 'none' })).rejects.toMatchObject({
      type: 'InvalidResourceId',
    });
    await expect(ssm.call('ListTagsForResource', { ...resource, ResourceType: 'Document' })).rejects.toMatchObject({
      type: 'InvalidResourceType',
    });
  });

  test('that is missing is not found, and AWS says no more; of its public parameters Serin does', async () => {
    await expect(ssm.call('GetParameter', { Name: '/none' })).rejects.toMatchObject({
      type: 'ParameterNotFound',
      message: '',
    });
    await expect(ssm.call('DeleteParameter', { Name: '/none' })).rejects.toMatchObject({ type: 'ParameterNotFound' });
    const Name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
    await expect(ssm.call('GetParameter', { Name })).rejects.toMatchObject({
      type: 'ParameterNotFound',
      message: `Serin has none of the public parameters of AWS: ${Name}`,
    });
  });
});

const malformed = /^Parameter name: can't be prefixed with "ssm" \(case-insensitive\)\. If formed as a path/;

describe('what cannot be put', () => {
  test.each<[object, string, string | RegExp]>([
    [{ Name: 'has space' }, 'ValidationException', malformed],
    [{ Name: '/ssmart/x' }, 'ValidationException', malformed],
    [{ Name: 'a/b' }, 'ValidationException', 'Parameter name must be a fully qualified name.'],
    [
      { Name: 'awsome' },
      'ValidationException',
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
    ],
    [{ Name: '/aws/x' }, 'AccessDeniedException', 'No access to reserved parameter name: /aws/x.'],
    [{ Name: `/${'x/'.repeat(15)}y` }, 'HierarchyLevelLimitExceededException', /maximum of 15 levels/],
    [{ Type: undefined }, 'ValidationException', 'A parameter type is required when you create a parameter.'],
    [{ Value: '' }, 'ValidationException', /Value '' at 'value' failed to satisfy constraint/],
    [
      { Value: 'x'.repeat(4097) },
      'ValidationException',
      /^Standard tier parameters support a maximum parameter value of 4096/,
    ],
    [{ DataType: 'number' }, 'ValidationException', /^The following data type is not supported: number/],
    [
      { AllowedPattern: '^\\d+$' },
      'ParameterPatternMismatchException',
      'Parameter value, cannot be validated against allowedPattern: ^\\d+$',
    ],
    [{ AllowedPattern: '(' }, 'InvalidAllowedPatternException', /regular expression/],
    [
      { AllowedPattern: '^(a+)+$', Value: `${'a'.repeat(60)}!` },
      'InvalidAllowedPatternException',
      /regular expression/,
    ],
    [{ Policies: '[{"Type":"Expiration"}]' }, 'InvalidPolicyTypeException', /policies/],
    [
      { Tags: [{ Key: 'a', Value: 'b' }], Overwrite: true },
      'ValidationException',
      /^Invalid request: tags and overwrite/,
    ],
    [{ Type: 'Number' }, 'ValidationException', /Member must satisfy enum value set/],
  ])('%o', async (rest, type, message) => {
    const refused = expect(ssm.call('PutParameter', { Name: 'name', Value: 'v', Type: 'String', ...rest })).rejects;
    await refused.toMatchObject({ type });
    await expect(ssm.call('PutParameter', { Name: 'name', Value: 'v', Type: 'String', ...rest })).rejects.toThrow(
      message,
    );
  });

  test('a large value makes the parameter an advanced one, which it stays', async () => {
    const large = 'x'.repeat(5000);
    expect(await put('large', large, { Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Advanced' });
    expect(await put('large', 'small', { Overwrite: true })).toEqual({ Version: 2, Tier: 'Advanced' });
    await expect(put('large', 'small', { Overwrite: true, Tier: 'Standard' })).rejects.toThrow(
      'This parameter uses the advanced-parameter tier.',
    );
  });
});

describe('lists', () => {
  beforeEach(async () => {
    for (const name of ['/a/b', '/a/c/d', '/a/c/e', '/ab/x', 'plain']) await put(name, name);
  });

  const below = async (Path: string, rest: object = {}) =>
    namesOf((await ssm.call('GetParametersByPath', { Path, ...rest })).Parameters);

  test('by path hold a level, or all that is below', async () => {
    expect(await below('/a')).toEqual(['/a/b']);
    expect(await below('/a/', { Recursive: true })).toEqual(['/a/b', '/a/c/d', '/a/c/e']);
    expect(await below('/')).toEqual(['plain']);
    expect(await below('/', { Recursive: true })).toHaveLength(5);
    expect(await below('/none', { Recursive: true })).toEqual([]);
    await expect(below('a')).rejects.toThrow(/^The parameter doesn't meet the parameter name requirements/);
  });

  test('by path come in pages', async () => {
    const first = await ssm.call('GetParametersByPath', { Path: '/a', Recursive: true, MaxResults: 2 });
    expect(namesOf(first.Parameters)).toEqual(['/a/b', '/a/c/d']);
    const request = { Path: '/a', Recursive: true, NextToken: first.NextToken };
    const second = await ssm.call('GetParametersByPath', request);
    expect(namesOf(second.Parameters)).toEqual(['/a/c/e']);
    expect(second.NextToken).toBeUndefined();
    await expect(ssm.call('GetParametersByPath', { ...request, NextToken: 'x' })).rejects.toMatchObject({
      type: 'InvalidNextToken',
    });
  });

  test('by path tell the version that has a label', async () => {
    await ssm.call('PutParameter', { Name: '/a/b', Value: 'two', Overwrite: true });
    await ssm.call('LabelParameterVersion', { Name: '/a/b', ParameterVersion: 1, Labels: ['live'] });
    const ParameterFilters = [{ Key: 'Label', Values: ['live'] }];
    const { Parameters } = await ssm.call('GetParametersByPath', { Path: '/a', Recursive: true, ParameterFilters });
    expect(Parameters).toMatchObject([{ Name: '/a/b', Value: '/a/b', Version: 1, Selector: ':live' }]);
  });

  test.each<[object, readonly string[]]>([
    [{ Key: 'Name', Values: ['/a/b', 'plain'] }, ['/a/b', 'plain']],
    [{ Key: 'Name', Option: 'BeginsWith', Values: ['/a/c'] }, ['/a/c/d', '/a/c/e']],
    [{ Key: 'Name', Option: 'Contains', Values: ['lai'] }, ['plain']],
    [{ Key: 'Path', Option: 'Recursive', Values: ['/a/c', '/ab'] }, ['/a/c/d', '/a/c/e', '/ab/x']],
    [{ Key: 'Path', Values: ['/a'] }, ['/a/b']],
    [{ Key: 'Type', Values: ['StringList'] }, []],
    [{ Key: 'Tier', Values: ['Standard'] }, ['/a/b', '/a/c/d', '/a/c/e', '/ab/x', 'plain']],
    [{ Key: 'tag:team', Values: ['shop'] }, ['plain']],
    [{ Key: 'tag:team' }, ['plain']],
  ])('are filtered by %o', async (filter, names) => {
    const Tags = [{ Key: 'team', Value: 'shop' }];
    await ssm.call('AddTagsToResource', { ResourceType: 'Parameter', ResourceId: 'plain', Tags });
    const request = { ParameterFilters: [{ Key: undefined, ...filter }] };
    expect(namesOf((await ssm.call('DescribeParameters', request)).Parameters)).toEqual(names);
  });

  test('are filtered in the older way too, and pages are full', async () => {
    const Filters: ParametersFilter[] = [{ Key: 'Name', Values: ['/a/'] }];
    const first = await ssm.call('DescribeParameters', { Filters, MaxResults: 2 });
    expect(namesOf(first.Parameters)).toEqual(['/a/b', '/a/c/d']);
    const next = { Filters, NextToken: first.NextToken };
    expect(namesOf((await ssm.call('DescribeParameters', next)).Parameters)).toEqual(['/a/c/e']);
  });

  test.each<[object, string]>([
    [{ Key: 'Label', Values: ['x'] }, 'InvalidFilterKey'],
    [{ Key: 'Type', Option: 'Contains', Values: ['x'] }, 'InvalidFilterOption'],
    [{ Key: 'Name' }, 'InvalidFilterValue'],
  ])('refuse %o', async (filter, type) => {
    const request = { ParameterFilters: [{ Key: undefined, ...filter }] };
    await expect(ssm.call('DescribeParameters', request)).rejects.toMatchObject({ type });
  });

  test('of what was deleted name what was not there', async () => {
    expect(await ssm.call('DeleteParameters', { Names: ['/a/b', '/none'] })).toEqual({
      DeletedParameters: ['/a/b'],
      InvalidParameters: ['/none'],
    });
    expect(await below('/a')).toEqual([]);
  });
});
