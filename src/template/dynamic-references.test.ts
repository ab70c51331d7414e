import { expect, it } from 'vitest';
import { dynamicReferencesIn, ssmParameterOf } from './dynamic-references.ts';

it('finds all that a text holds', () => {
  const text =
    'a{{resolve:ssm:/a/b:3}}{{resolve:ssm-secure:pw}}{{resolve:secretsmanager:db:SecretString:key::}}{{resolve:other:x}}{{resolve:ssm:}}';
  expect(dynamicReferencesIn(text)).toEqual([
    { service: 'ssm', key: '/a/b:3', text: '{{resolve:ssm:/a/b:3}}' },
    { service: 'ssm-secure', key: 'pw', text: '{{resolve:ssm-secure:pw}}' },
    {
      service: 'secretsmanager',
      key: 'db:SecretString:key::',
      text: '{{resolve:secretsmanager:db:SecretString:key::}}',
    },
  ]);
  expect(dynamicReferencesIn('nothing {{here}}')).toEqual([]);
});

it('reads the name of a parameter, and its version where one is asked for', () => {
  const of = (key: string) => ssmParameterOf({ service: 'ssm', key, text: '' });
  expect(of('/a/b:3')).toEqual({ name: '/a/b', version: 3 });
  expect(of('/a/b')).toEqual({ name: '/a/b' });
  expect(of('arn:aws:ssm:eu-west-1:111111111111:parameter/a')).toEqual({
    name: 'arn:aws:ssm:eu-west-1:111111111111:parameter/a',
  });
});
