import { expect, test } from 'vitest';
import { refuseTaggable, requireTagCount, withoutTags, withTags } from './tags.ts';

const many = (count: number, prefix = 'key'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 'value']));

test('new tags replace those of the same key', () => {
  expect(withTags({ a: '1', b: '2' }, { b: '3', c: '4' })).toEqual({ a: '1', b: '3', c: '4' });
});

test('no tags at all are an error of the request', () => {
  expect(() => withTags({ a: '1' }, {})).toThrow('An error occurred and the request cannot be processed.');
});

test('a function has at most 50 tags, those of AWS itself not counted', () => {
  expect(() => requireTagCount({ ...many(50), ...many(5, 'aws:cloudformation:') })).not.toThrow();
  expect(() => withTags(many(50), { more: 'x' })).toThrow('Number of tags exceeds resource tag limit.');
  expect(Object.keys(withTags(many(50), { key0: 'x' }))).toHaveLength(50);
});

test('taking off what is not there changes nothing', () => {
  expect(withoutTags({ a: '1', b: '2' }, ['b', 'nothing'])).toEqual({ a: '1' });
});

const arn = 'arn:aws:lambda:us-east-1:123456789012';
test.each([
  [`${arn}:function:fn`, undefined],
  [
    `${arn}:function:fn:live`,
    'Tags on function aliases and versions are not supported. Please specify a function ARN.',
  ],
  [
    `${arn}:function:fn:$LATEST`,
    'Tags on function aliases and versions are not supported. Please specify a function ARN.',
  ],
  [`${arn}:event-source-mapping:u-1`, `Event source mapping not found: ${arn}:event-source-mapping:u-1`],
  [`${arn}:capacity-provider:c`, `Capacity provider not found: ${arn}:capacity-provider:c`],
])('%s can be tagged unless AWS has a word against it', (resource, message) => {
  expect(refuseTaggable(resource)?.message).toBe(message);
});
