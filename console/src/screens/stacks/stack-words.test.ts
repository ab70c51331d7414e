import { expect, test } from 'vitest';
import {
  deploymentsHref,
  isTelling,
  readableTemplate,
  replacementWords,
  resourceHref,
  shortId,
  stackNameOf,
} from './stack-words.ts';

const region = 'us-east-1:000000000000';

test('a stack is named by its name or its ARN', () => {
  expect(stackNameOf(`arn:aws:cloudformation:${region}:stack/shop/1-2-3`)).toBe('shop');
  expect(stackNameOf('shop')).toBe('shop');
});

test('an ARN is shortened to what tells it from others', () => {
  expect(shortId(`arn:aws:lambda:${region}:function:checkout:live`)).toBe('checkout:live');
  expect(shortId(`arn:aws:sns:${region}:orders`)).toBe('orders');
  expect(shortId(`arn:aws:cloudformation:${region}:stack/shop/1-2-3`)).toBe('shop');
  expect(shortId('role-1')).toBe('role-1');
});

test('a reason that everything has tells nothing', () => {
  expect([isTelling('User Initiated'), isTelling(''), isTelling('No such role')]).toEqual([false, false, true]);
});

test('resources lead to the screens that show them', () => {
  const alias = { type: 'AWS::Lambda::Alias', physicalId: `arn:aws:lambda:${region}:function:checkout:live` };
  expect(resourceHref(alias)).toBe('/functions/checkout');
  expect(deploymentsHref(alias)).toBe('/deployments?function=checkout');
  expect(resourceHref({ type: 'AWS::CloudWatch::Alarm', physicalId: 'a b' })).toBe('/alarms/a%20b');
  const nested = { type: 'AWS::CloudFormation::Stack', physicalId: `arn:aws:cloudformation:${region}:stack/in/1` };
  expect(resourceHref(nested)).toBe('/stacks/in');
  expect(resourceHref({ type: 'AWS::IAM::Role', physicalId: 'role' })).toBeUndefined();
  expect(resourceHref({ type: 'AWS::Lambda::Function', physicalId: undefined })).toBeUndefined();
});

test('a template on one line is laid out, any other stays as it was written', () => {
  expect(readableTemplate('{"Resources":{}}')).toBe('{\n  "Resources": {}\n}');
  expect(readableTemplate('Resources: {}\n')).toBe('Resources: {}');
  expect(readableTemplate('{"a":\n1}')).toBe('{"a":\n1}');
});

test('replacement is told in words', () => {
  expect([replacementWords('True'), replacementWords('Conditional'), replacementWords(undefined)]).toEqual([
    'Replaced',
    'May be replaced',
    '–',
  ]);
});
