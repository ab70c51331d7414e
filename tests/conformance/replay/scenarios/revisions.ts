/** RevisionId: what changes it, and what is refused with one that is out of date. */
import { scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const wrong = { ...fn, RevisionId: 'wrong' };

export const revisionScenarios: readonly Scenario[] = [
  scenario('TestLambdaRevisions::test_function_revisions_basic', async (s) => {
    const read = async (item: string) => {
      const { Configuration } = await s.item(item, s.lambda.getFunction(fn));
      return { ...fn, RevisionId: Configuration?.RevisionId };
    };
    await s.createItem('create_function_response_rev1', { Handler: 'index.handler' });
    const second = await read('get_function_response_rev2');
    const code = { ZipFile: s.package() };
    await s.refusal('update_function_revision_exception', s.lambda.updateFunctionCode({ ...wrong, ...code }));
    await s.item('update_function_code_response_rev3', s.lambda.updateFunctionCode({ ...second, ...code }));
    await s.settle();
    const fourth = await read('get_function_response_rev4');
    const runtime = { Runtime: 'python3.8' } as const;
    const refused = s.lambda.updateFunctionConfiguration({ ...wrong, ...runtime });
    await s.refusal('update_function_configuration_revision_exception', refused);
    const update = s.lambda.updateFunctionConfiguration({ ...fourth, ...runtime });
    await s.item('update_function_configuration_response_rev5', update);
    await s.settle();
    await read('get_function_response_rev6');
  }),

  scenario('TestLambdaRevisions::test_function_revisions_version_and_alias', async (s) => {
    const ofVersion = { ...fn, Qualifier: '1' };
    await s.createItem('create_function_response_rev1');
    const { Configuration } = await s.item('get_function_active_rev2', s.lambda.getFunction(fn));
    await s.refusal('publish_version_revision_exception', s.lambda.publishVersion(wrong));
    const publish = { ...fn, RevisionId: Configuration?.RevisionId };
    await s.item('publish_version_response_rev_v1', s.lambda.publishVersion(publish));
    await s.item('get_function_published_version_rev_v2', s.lambda.getFunction(ofVersion));
    await s.item('get_function_latest_rev3', s.lambda.getFunction(fn));
    const alias = { ...fn, Name: 'revision_alias' };
    const created = await s.item(
      'create_alias_response_rev_a1',
      s.lambda.createAlias({ ...alias, FunctionVersion: '1' }),
    );
    await s.item('get_function_latest_rev4', s.lambda.getFunction(fn));
    await s.item('get_function_published_version_rev_v3', s.lambda.getFunction(ofVersion));
    const update = { ...alias, Description: 'something changed' };
    await s.refusal('update_alias_revision_exception', s.lambda.updateAlias({ ...update, RevisionId: 'wrong' }));
    const current = { ...update, RevisionId: created.RevisionId };
    await s.item('update_alias_response_rev_a2', s.lambda.updateAlias(current));
  }),

  scenario('TestLambdaRevisions::test_function_revisions_permissions', async (s) => {
    await s.create();
    await s.settle();
    const permission = { StatementId: 's3', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
    await s.refusal('add_permission_revision_exception', s.lambda.addPermission({ ...wrong, ...permission }));
  }),
];
