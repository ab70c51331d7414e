import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  functionArnPrefix,
  openTestLambda,
  readFunction,
  refusal,
  request,
  type TestLambda,
} from '../attachments.fixture.ts';
import { listTags } from './list-tags.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
});
afterEach(() => lambda[Symbol.asyncDispose]());

const Resource = `${functionArnPrefix}:fn`;
const tag = (Tags: Record<string, string>, arn = Resource) =>
  tagResource({ Resource: arn, Tags }, request, lambda.context);
const untag = (TagKeys: string[], arn = Resource) => untagResource({ Resource: arn, TagKeys }, request, lambda.context);
const list = (arn = Resource) => listTags({ Resource: arn }, request, lambda.context);

test('tags are added, replaced and taken off', async () => {
  expect(await list()).toEqual({ Tags: {} });
  await tag({ A: 'a', B: 'b' });
  await tag({ B: 'b2', C: 'c' });
  expect(await list()).toEqual({ Tags: { A: 'a', B: 'b2', C: 'c' } });
  await untag(['A', 'nothing']);
  expect(await list()).toEqual({ Tags: { B: 'b2', C: 'c' } });
});

test('each change gives the function a new revision', async () => {
  const revisions = [(await readFunction(lambda.store)).revisionId];
  await tag({ A: 'a' });
  revisions.push((await readFunction(lambda.store)).revisionId);
  await untag(['A']);
  revisions.push((await readFunction(lambda.store)).revisionId);
  expect(new Set(revisions).size).toBe(3);
});

test('a function that is not there is not found by any of the three', async () => {
  const missing = `${functionArnPrefix}:doesnotexist`;
  const refused = { type: 'ResourceNotFoundException', message: `Function not found: ${missing}`, Type: 'User' };
  expect(
    await Promise.all([refusal(tag({ A: 'a' }, missing)), refusal(untag(['A'], missing)), refusal(list(missing))]),
  ).toEqual([refused, refused, refused]);
});

test('only functions as a whole are tagged', async () => {
  const refused = {
    type: 'InvalidParameterValueException',
    message: 'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    Type: 'User',
  };
  expect(await refusal(tag({ A: 'a' }, `${Resource}:live`))).toEqual(refused);
  expect(await refusal(tag({ A: 'a' }, `${Resource}:doesnotexist`))).toEqual(refused);
});

test('a function of another region cannot be reached', async () => {
  const elsewhere = 'arn:aws:lambda:eu-west-1:123456789012:function:fn';
  expect(await refusal(list(elsewhere))).toMatchObject({
    message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
  });
});

test('more than 50 tags are too many', async () => {
  const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`${index}_key`, 'value']));
  expect(await refusal(tag(tags))).toEqual({
    type: 'InvalidParameterValueException',
    message: 'Number of tags exceeds resource tag limit.',
    Type: 'User',
  });
  expect(await list()).toEqual({ Tags: {} });
});
