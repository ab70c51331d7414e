import { expect, it } from 'vitest';
import { replaceTransformCalls, transformCallsIn } from './transform-calls.ts';

const include = (location: string) => ({ Name: 'AWS::Include', Parameters: { Location: location } });
const call = (location: string) => ({ name: 'AWS::Include', parameters: { Location: location } });

const tree = {
  Transform: ['AWS::Serverless-2016-10-31', include('s3://b/top')],
  Resources: {
    Api: { Type: 'AWS::Serverless::Api', Properties: { DefinitionBody: { 'Fn::Transform': include('s3://b/api') } } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'mine', 'Fn::Transform': include('s3://b/api') } },
    'Fn::Transform': include('s3://b/more'),
  },
};

it('finds each call once, wherever it stands', () => {
  expect(transformCallsIn(tree)).toEqual([call('s3://b/top'), call('s3://b/api'), call('s3://b/more')]);
});

it('puts in what a call stands for: whole, beside other members, or at the top', () => {
  const expansions = new Map([
    ['s3://b/top', { Metadata: { From: 'top' }, Resources: {} }],
    ['s3://b/api', { DisplayName: 'theirs', swagger: '2.0' }],
    ['s3://b/more', { Queue: { Type: 'AWS::SQS::Queue' } }],
  ]);
  expect(replaceTransformCalls(tree, ({ parameters }) => expansions.get(String(parameters['Location'])))).toEqual({
    Transform: ['AWS::Serverless-2016-10-31'],
    Metadata: { From: 'top' },
    Resources: {
      Api: { Type: 'AWS::Serverless::Api', Properties: { DefinitionBody: { DisplayName: 'theirs', swagger: '2.0' } } },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'theirs', swagger: '2.0' } },
      Queue: { Type: 'AWS::SQS::Queue' },
    },
  });
});

it('takes out of the top only what it put in', () => {
  const top = { Transform: [include('s3://b/one'), 'Mine', include('s3://b/two')], Resources: {} };
  const expand = (known: readonly string[]) =>
    replaceTransformCalls(top, ({ parameters }) =>
      known.includes(String(parameters['Location'])) ? { Metadata: {} } : undefined,
    );
  expect(expand(['s3://b/one'])).toEqual({ Metadata: {}, Transform: ['Mine', include('s3://b/two')], Resources: {} });
  const { Transform: alone } = replaceTransformCalls({ Transform: include('s3://b/one') }, () => ({ Metadata: {} }));
  expect(alone).toBeUndefined();
});

it('leaves a call for which there is nothing', () => {
  expect(replaceTransformCalls(tree, () => undefined)).toEqual(tree);
});
