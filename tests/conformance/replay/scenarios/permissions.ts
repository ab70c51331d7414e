/** Resource policies of functions, versions and aliases. */
import type { AddPermissionCommandInput } from '@aws-sdk/client-lambda';
import { scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const missing = { FunctionName: 'doesnotexist' };
const invoke = 'lambda:InvokeFunction';
const sourceArn = 'arn:aws:s3:::bucket';

/** What lets a service invoke the function. */
const service = (name: string) => ({ ...fn, StatementId: name, Action: invoke, Principal: `${name}.amazonaws.com` });
const s3 = { ...service('s3'), SourceArn: sourceArn };

export const permissionScenarios: readonly Scenario[] = [
  scenario('TestLambdaPermissions::test_add_lambda_permission_aws', async (s) => {
    await s.createItem('create_lambda');
    await s.item('add_permission', s.lambda.addPermission(s3));
    await s.item('get_policy', s.lambda.getPolicy(fn));
  }),

  scenario('TestLambdaPermissions::test_create_multiple_lambda_permissions', async (s) => {
    await s.prepare();
    await s.item('add_permission_response_1', s.lambda.addPermission(service('logs')));
    await s.item('add_permission_response_2', s.lambda.addPermission(service('kinesis')));
    await s.item('policy_after_2_add', s.lambda.getPolicy(fn));
  }),

  scenario('TestLambdaPermissions::test_remove_multi_permissions', async (s) => {
    const remove = (StatementId: string) => s.lambda.removePermission({ ...fn, StatementId });
    await s.prepare();
    await s.item('add_permission_1', s.lambda.addPermission(service('s3')));
    await s.item('add_permission_2', s.lambda.addPermission({ ...service('sqs'), SourceArn: sourceArn }));
    await s.item('policy_after_2_add', s.lambda.getPolicy(fn));
    await s.refusal('remove_permission_exception_nonexisting_sid', remove('non-existent'));
    await s.unrecorded(remove('sqs'));
    await s.item('policy_after_removal', s.lambda.getPolicy(fn));
    const { RevisionId } = await s.item('policy_after_removal_attempt', s.lambda.getPolicy(fn));
    await s.unrecorded(s.lambda.removePermission({ ...fn, StatementId: 's3', RevisionId }));
    await s.refusal('get_policy_exception_removed_all', s.lambda.getPolicy(fn));
  }),

  scenario('TestLambdaPermissions::test_add_lambda_permission_fields', async (s) => {
    const { account } = s.platform;
    const add = (item: string, sid: string, principal: string, more: Partial<AddPermissionCommandInput> = {}) =>
      s.item(
        `add_permission_${item}`,
        s.lambda.addPermission({ ...fn, StatementId: sid, Action: invoke, Principal: principal, ...more }),
      );
    const own = { SourceAccount: account };
    await s.prepare();
    await add('principal_wildcard', 'wilcard', '*', own);
    await add('principal_service', 'lambda', 'lambda.amazonaws.com', own);
    await add('principal_account', 'account-id', account);
    await add('principal_arn', 'user-arn', `arn:aws:iam::${account}:user/someone`, own);
    await add('optional_fields', 'urlPermission', '*', {
      ...own,
      Action: 'lambda:InvokeFunctionUrl',
      SourceArn: sourceArn,
      PrincipalOrgID: 'o-1234567890',
      FunctionUrlAuthType: 'NONE',
    });
    await add('alexa_skill', 'alexaSkill', '*', {
      EventSourceToken: 'amzn1.ask.skill.xxxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
    });
  }),

  scenario('TestLambdaPermissions::test_permission_exceptions', async (s) => {
    const refuseAdd = (item: string, more: Partial<AddPermissionCommandInput>) =>
      s.refusal(`add_permission_${item}`, s.lambda.addPermission({ ...service('s3'), ...more }));
    const remove = { ...fn, StatementId: 's3' };
    await s.prepare();
    await refuseAdd('invalid_statement_id', { StatementId: 'example.com' });
    await refuseAdd('fn_qualifier_mismatch', { FunctionName: 'fn:alias-not-42', Qualifier: '42' });
    await refuseAdd('fn_qualifier_latest', { Qualifier: '$LATEST' });
    await refuseAdd('principal_invalid', { Principal: 'invalid.nonaws.com' });
    await s.refusal('get_policy_fn_doesnotexist', s.lambda.getPolicy(missing));
    await s.refusal('get_policy_fn_version_doesnotexist', s.lambda.getPolicy({ ...fn, Qualifier: '42' }));
    await refuseAdd('fn_doesnotexist', missing);
    await s.refusal('remove_permission_policy_doesnotexist', s.lambda.removePermission(remove));
    await refuseAdd('fn_alias_doesnotexist', { Qualifier: 'alias-doesnotexist' });
    await refuseAdd('fn_version_doesnotexist', { Qualifier: '42' });
    await refuseAdd('fn_qualifier_invalid', { Qualifier: 'invalid-qualifier-with-?-char' });
    await refuseAdd('fn_qualifier_valid_doesnotexist', { Qualifier: 'valid-with-$-but-doesnotexist' });
    await s.unrecorded(s.lambda.addPermission(service('s3')));
    await refuseAdd('conflicting_statement_id', {});
    await s.refusal('remove_permission_fn_doesnotexist', s.lambda.removePermission({ ...remove, ...missing }));
    const ofAlias = { ...remove, Qualifier: 'alias-doesnotexist' };
    await s.refusal('remove_permission_fn_alias_doesnotexist', s.lambda.removePermission(ofAlias));
  }),

  scenario('TestLambdaPermissions::test_lambda_permission_versioning', async (s) => {
    await s.prepare();
    await s.item('add_permission', s.lambda.addPermission(s3));
    await s.item('get_policy', s.lambda.getPolicy(fn));
    await s.lambda.publishVersion(fn);
    await s.item('get_policy_after_publishing_latest', s.lambda.getPolicy(fn));
    await s.refusal('get_policy_after_publishing_new_version', s.lambda.getPolicy({ ...fn, Qualifier: '1' }));
    await s.lambda.addPermission({ ...s3, Qualifier: '1' });
    await s.item('get_policy_after_adding_to_new_version', s.lambda.getPolicy(fn));
    await s.lambda.addPermission({ ...s3, StatementId: 's3_2' });
    await s.item('get_policy_after_adding_2', s.lambda.getPolicy(fn));
  }),

  scenario('TestLambdaPermissions::test_lambda_permission_fn_versioning', async (s) => {
    const first = { Qualifier: '1' };
    const alias = { Qualifier: 'permission-alias' };
    await s.prepare();
    await s.item('add_permission', s.lambda.addPermission(s3));
    await s.item('get_policy', s.lambda.getPolicy(fn));
    await s.item('publish_version_result', s.lambda.publishVersion(fn));
    await s.item('get_function_result_after_publishing', s.lambda.getFunction(fn));
    await s.item('get_policy_after_publishing_latest', s.lambda.getPolicy(fn));
    await s.refusal('get_policy_after_publishing_new_version', s.lambda.getPolicy({ ...fn, ...first }));
    await s.unrecorded(s.lambda.addPermission({ ...s3, ...first }));
    await s.item('get_policy_version', s.lambda.getPolicy({ ...fn, ...first }));
    const input = { ...fn, Name: 'permission-alias', FunctionVersion: '1' };
    await s.item('create_alias_response', s.lambda.createAlias(input));
    const { RevisionId } = await s.item('get_alias', s.lambda.getAlias({ ...fn, Name: 'permission-alias' }));
    const wrong = { ...s3, ...alias, RevisionId: 'wrong' };
    await s.refusal('add_permission_alias_revision_exception', s.lambda.addPermission(wrong));
    await s.unrecorded(s.lambda.addPermission({ ...s3, ...alias, RevisionId }));
    await s.item('get_policy_alias', s.lambda.getPolicy({ ...fn, ...alias }));
    const policy = await s.item('get_policy_after_adding_to_new_version', s.lambda.getPolicy(fn));
    const second = { ...s3, StatementId: 's3_2', RevisionId: policy.RevisionId };
    await s.unrecorded(s.lambda.addPermission(second));
    await s.item('get_policy_after_adding_2', s.lambda.getPolicy(fn));
  }),
];
