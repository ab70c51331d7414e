/** Versions: what is published, and when nothing is. */
import { of2022, scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };

export const versionScenarios: readonly Scenario[] = [
  scenario('TestLambdaVersions::test_publish_version_on_create', async (s) => {
    await s.item('create_response', s.create({ Publish: true }));
    await s.settle();
    await s.item('get_function_result', s.lambda.getFunction(fn));
    await s.item('get_function_version_result', s.lambda.getFunction({ ...fn, Qualifier: '1' }));
    await s.item('get_function_latest_result', s.lambda.getFunction({ ...fn, Qualifier: '$LATEST' }));
    await s.item('list_versions_result', s.lambda.listVersionsByFunction(fn));
    const repeated = { ...fn, Description: 'Repeated version description :)' };
    await s.item('repeated_publish_response', s.lambda.publishVersion(repeated));
    await s.item('list_versions_result_after_publish', s.lambda.listVersionsByFunction(fn));
  }),

  scenario('TestLambdaVersions::test_version_lifecycle', async (s) => {
    const describe = async (item: string, description: string) => {
      await s.item(item, s.lambda.updateFunctionConfiguration({ ...fn, Description: description }));
      await s.settle();
    };
    const first = { ...fn, Qualifier: '1' };
    await s.item('create_response', s.create({ Description: 'No version :(' }));
    await s.settle();
    await s.item('get_function_result', s.lambda.getFunction(fn));
    await s.item('list_versions_result', s.lambda.listVersionsByFunction(fn));
    await describe('first_update_response', 'First version :)');
    await s.item('first_update_get_function', s.lambda.getFunction(fn));
    const described = { ...fn, Description: 'First version description :)' };
    await s.item('first_publish_response', s.lambda.publishVersion(described));
    await s.item('first_publish_get_function', s.lambda.getFunction(first));
    await s.item('first_publish_get_function_config', s.lambda.getFunctionConfiguration(first));
    await describe('second_update_response', 'Second version :))');
    await s.item('first_publish_get_function_after_update', s.lambda.getFunction(first));
    await s.item('second_publish_response', s.lambda.publishVersion(fn));
    const third = { ...fn, Description: 'Third version description :)))' };
    await s.item('third_publish_response', s.lambda.publishVersion(third));
    await s.item('list_versions_result_after_third_publish', s.lambda.listVersionsByFunction(fn));
    await s.lambda.deleteFunction(first);
    await s.item('list_versions_result_after_deletion_of_first_version', s.lambda.listVersionsByFunction(fn));
  }),

  scenario('TestLambdaVersions::test_publish_with_wrong_sha256', async (s) => {
    await s.item('create_response', s.create());
    await s.settle();
    const { Configuration } = await s.item('get_fn_response', s.lambda.getFunction(fn));
    const wrong = { ...fn, CodeSha256: 'somenonexistentsha256' };
    await s.refusal('publish_wrong_sha256_exc', s.lambda.publishVersion(wrong));
    const right = { ...fn, CodeSha256: Configuration?.CodeSha256 };
    await s.item('publish_result', s.lambda.publishVersion(right));
  }),

  of2022(
    scenario('TestLambdaVersions::test_publish_with_wrong_revisionid', async (s) => {
      await s.item('create_response', s.create({ Runtime: 'python3.9' }));
      await s.settle();
      const { Configuration } = await s.item('get_fn_response', s.lambda.getFunction(fn));
      await s.refusal('publish_wrong_revisionid_exc', s.lambda.publishVersion({ ...fn, RevisionId: 'wrong' }));
      const right = { ...fn, RevisionId: Configuration?.RevisionId };
      await s.item('publish_result', s.lambda.publishVersion(right));
    }),
  ),

  scenario('TestLambdaVersions::test_publish_with_update', async (s) => {
    await s.item('create_response', s.create());
    await s.settle();
    await s.item('get_function_result', s.lambda.getFunction(fn));
    const update = { ...fn, ZipFile: s.package('second'), Publish: true };
    await s.item('update_function_code_result', s.lambda.updateFunctionCode(update));
    await s.item('get_function_version_result', s.lambda.getFunction({ ...fn, Qualifier: '1' }));
    await s.item('get_function_latest_result', s.lambda.getFunction({ ...fn, Qualifier: '$LATEST' }));
  }),
];
