/** Tags, of functions and of what else can be tagged. */
import { scenario, type Replay, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };

const tag = (s: Replay, Resource: string, Tags: Record<string, string>) => s.lambda.tagResource({ Resource, Tags });
const untag = (s: Replay, Resource: string, ...TagKeys: string[]) => s.lambda.untagResource({ Resource, TagKeys });
const list = (s: Replay, Resource: string) => s.lambda.listTags({ Resource });

/** Tags a new function, again and otherwise, and lists after each step. */
async function tagAndUntag(s: Replay): Promise<void> {
  const { FunctionArn: arn = '' } = await s.prepare();
  const step = async (item: string, call: Promise<object>) => {
    await s.item(`${item}_response`, call);
    await s.item(`${item}_response_listtags`, list(s, arn));
  };
  await step('tag_single', tag(s, arn, { A: 'tag-a' }));
  await step('tag_multiple', tag(s, arn, { B: 'tag-b', C: 'tag-c' }));
  await step('tag_overlap', tag(s, arn, { C: 'tag-c-newsuffix', D: 'tag-d' }));
  await step('untag_single', untag(s, arn, 'A'));
  await step('untag_multiple', untag(s, arn, 'B', 'C'));
  await step('untag_nonexisting', untag(s, arn, 'F'));
  await step('untag_existing_and_nonexisting', untag(s, arn, 'D', 'F'));
}

async function refuseAll(s: Replay, arn: string): Promise<void> {
  await s.refusal('not_found_exception_tag', tag(s, arn, { A: 'B' }));
  await s.refusal('not_found_exception_untag', untag(s, arn, 'A'));
  await s.refusal('not_found_exception_list', list(s, arn));
}

/** Names of none of the resources that can be tagged, by the ARN's word for their kind. */
const missing = {
  lambda_function: ['function', 'doesnotexist'],
  event_source_mapping: ['event-source-mapping', '12345678-1234-1234-1234-123456789012'],
  capacity_provider: ['capacity-provider', 'doesnotexist'],
} as const;

const manyTags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}_key`, `${index}_value`]));

export const tagScenarios: readonly Scenario[] = [
  scenario('TestLambdaTag::test_tag_lifecycle', tagAndUntag),
  scenario('TestLambdaTag::test_tag_lifecycle[lambda_function]', tagAndUntag),

  scenario('TestLambdaTag::test_create_tag_on_fn_create', async (s) => {
    const { FunctionArn = '' } = await s.prepare({ Tags: { testtag: 'custom' } });
    await s.item('get_function_result', s.lambda.getFunction(fn));
    await s.item('list_tags_result', list(s, FunctionArn));
  }),

  scenario('TestLambdaTag::test_tag_nonexisting_resource', async (s) => {
    const { FunctionArn = '' } = await s.prepare();
    await s.item('pre_delete_get_function', s.lambda.getFunction(fn));
    await s.lambda.deleteFunction(fn);
    await refuseAll(s, FunctionArn);
  }),

  ...Object.entries(missing).map(([parameter, [kind, name]]) =>
    scenario(`TestLambdaTag::test_tag_exceptions[${parameter}]`, async (s) => {
      await refuseAll(s, s.arn(name, kind));
      await s.refusal('aliased_arn_exception', tag(s, s.arn(`${name}:alias`, kind), { A: 'B' }));
      await s.refusal('invalid_arn_exception', tag(s, s.arn(name, 'foobar'), { A: 'B' }));
    }),
  ),

  scenario('TestLambdaTags::test_tag_exceptions', async (s) => {
    const { FunctionArn: arn = '' } = await s.prepare();
    const one = { key: 'value' };
    await s.refusal('tag_lambda_invalidarn', tag(s, 'arn:aws:something', one));
    await s.refusal('tag_lambda_doesnotexist', tag(s, s.arn('doesnotexist'), one));
    await s.refusal('tag_lambda_qualifier_doesnotexist', tag(s, `${arn}:v1`, one));
    await s.item('list_tag_lambda_empty', list(s, arn));
    await s.item('untag_nomatch', untag(s, arn, 'somekey'));
    await s.refusal('untag_empty_keys', untag(s, arn));
    await s.refusal('tag_empty_tags', tag(s, arn, {}));
  }),

  scenario('TestLambdaTags::test_tag_limits', async (s) => {
    const { FunctionArn: arn = '' } = await s.prepare();
    await s.refusal('tag_lambda_too_many_tags', tag(s, arn, manyTags(51)));
    await s.item('tag_response', tag(s, arn, manyTags(50)));
    await s.item('list_tags_response', list(s, arn));
    await s.item('get_fn_response', s.lambda.getFunction(fn));
    await s.refusal('tag_lambda_too_many_tags_additional', tag(s, arn, { '51_key': '51_value' }));
    await s.refusal('create_function_invalid_tags', s.create({ FunctionName: 'other', Tags: manyTags(51) }));
  }),

  scenario('TestLambdaTags::test_tag_versions', async (s) => {
    const { FunctionArn = '' } = await s.prepare({ Publish: true, Tags: { key_a: 'value_a' } });
    await s.refusal('tag_resource_exception', tag(s, `${FunctionArn}:1`, { key_b: 'value_b' }));
    await s.refusal('tag_resource_latest_exception', tag(s, `${FunctionArn}:$LATEST`, { key_b: 'value_b' }));
  }),

  scenario('TestLambdaTags::test_tag_lifecycle', async (s) => {
    const { FunctionArn: arn = '' } = await s.prepare({ Tags: { key_a: 'value_a' } });
    const read = async (moment: string) => {
      await s.item(`list_tags_response_${moment}`, list(s, arn));
      await s.item(`get_fn_response_${moment}`, s.lambda.getFunction(fn));
    };
    await read('postfncreate');
    const added = { key_b: 'value_b', key_c: 'value_c', key_d: 'value_d', key_e: 'value_e' };
    await s.item('tag_resource_response', tag(s, arn, added));
    await read('postaddtags');
    await s.item('tag_resource_overwrite', tag(s, arn, { key_b: 'value_b', key_c: 'value_x' }));
    await read('overwrite');
    await s.unrecorded(untag(s, arn, 'key_c', 'key_d'));
    await read('postuntag');
    await s.unrecorded(untag(s, arn, 'key_a', 'key_b', 'key_e'));
    await read('postuntagall');
    await s.lambda.deleteFunction(fn);
    await s.refusal('list_tags_postdelete', list(s, arn));
  }),
];
