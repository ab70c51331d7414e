/** Reserved and provisioned concurrency, and how often a function may call itself. */
import { scenario, type Replay, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const missing = { FunctionName: 'doesnotexist' };

/** A value above the account's limit, and one that leaves too little to the functions without a reserve. */
async function tooMany(s: Replay): Promise<readonly [number, number]> {
  const { AccountLimit } = await s.lambda.getAccountSettings();
  const limit = AccountLimit?.ConcurrentExecutions ?? Number.NaN;
  return [limit + 1, limit - 1];
}

export const concurrencyScenarios: readonly Scenario[] = [
  scenario('TestLambdaReservedConcurrency::test_function_concurrency', async (s) => {
    const reserve = (count: number) => s.lambda.putFunctionConcurrency({ ...fn, ReservedConcurrentExecutions: count });
    await s.prepare();
    await s.item('put_function_concurrency_with_reserved_0', reserve(0));
    await s.item('put_function_concurrency_with_reserved_1', reserve(1));
    await s.item('get_function_concurrency', s.lambda.getFunctionConcurrency(fn));
    await s.item('delete_response', s.lambda.deleteFunctionConcurrency(fn));
    await s.item('get_function_concurrency_after_delete', s.lambda.getFunctionConcurrency(fn));
  }),

  scenario('TestLambdaReservedConcurrency::test_function_concurrency_exceptions', async (s) => {
    const refuse = (item: string, FunctionName: string, count: number) =>
      s.refusal(
        `put_function_concurrency_with_${item}`,
        s.lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: count }),
      );
    await refuse('function_name_doesnotexist', 'doesnotexist', 1);
    const [invalid] = await tooMany(s);
    await refuse('function_name_doesnotexist_and_invalid_concurrency', 'doesnotexist', invalid);
    const { FunctionArn = '' } = await s.prepare({ Publish: true });
    await refuse('qualified_arn', `${FunctionArn}:1`, 1);
  }),

  scenario('TestLambdaReservedConcurrency::test_function_concurrency_limits', async (s) => {
    await s.prepare();
    const [aboveLimit, aboveRest] = await tooMany(s);
    const refuse = (item: string, count: number) =>
      s.refusal(item, s.lambda.putFunctionConcurrency({ ...fn, ReservedConcurrentExecutions: count }));
    await refuse('put_function_concurrency_account_limit_exceeded', aboveLimit);
    await refuse('put_function_concurrency_below_unreserved_min_value', aboveRest);
  }),

  scenario('TestLambdaProvisionedConcurrency::test_provisioned_concurrency_limits', async (s) => {
    await s.prepare({ Publish: true });
    const [aboveLimit, aboveRest] = await tooMany(s);
    const refuse = (item: string, count: number) => {
      const input = { ...fn, Qualifier: '1', ProvisionedConcurrentExecutions: count };
      return s.refusal(item, s.lambda.putProvisionedConcurrencyConfig(input));
    };
    await refuse('put_provisioned_concurrency_account_limit_exceeded', aboveLimit);
    await refuse('put_provisioned_concurrency_below_unreserved_min_value', aboveRest);
  }),

  scenario('TestLambdaProvisionedConcurrency::test_provisioned_concurrency_exceptions', async (s) => {
    const get = (item: string, Qualifier: string, named = fn) =>
      s.refusal(`get_provisioned_${item}`, s.lambda.getProvisionedConcurrencyConfig({ ...named, Qualifier }));
    const drop = (Qualifier: string, named = fn) =>
      s.lambda.deleteProvisionedConcurrencyConfig({ ...named, Qualifier });
    const put = (item: string, Qualifier: string, named = fn, ProvisionedConcurrentExecutions = 1) => {
      const input = { ...named, Qualifier, ProvisionedConcurrentExecutions };
      return s.refusal(`put_provisioned_${item}`, s.lambda.putProvisionedConcurrencyConfig(input));
    };
    await s.prepare();
    await s.item('publish_version_result', s.lambda.publishVersion(fn));
    await get('config_doesnotexist', '1');
    await get('functionname_doesnotexist', 'noalias', missing);
    await get('qualifier_doesnotexist', 'noalias');
    await get('version_doesnotexist', '10');
    await get('latest', '$LATEST');
    await s.item('list_provisioned_noconfigs', s.lambda.listProvisionedConcurrencyConfigs(fn));
    const list = s.lambda.listProvisionedConcurrencyConfigs(missing);
    await s.refusal('list_provisioned_functionname_doesnotexist', list);
    await s.refusal('delete_provisioned_functionname_doesnotexist', drop('1', missing));
    await s.refusal('delete_provisioned_qualifier_doesnotexist', drop('noalias'));
    await s.refusal('delete_provisioned_version_doesnotexist', drop('10'));
    await s.refusal('delete_provisioned_latest', drop('$LATEST'));
    await s.item('delete_provisioned_config_doesnotexist', drop('1'));
    await put('invalid_param_0', '1', fn, 0);
    await put('functionname_doesnotexist_alias', 'noalias', missing);
    await put('functionname_doesnotexist_version', '1', missing);
    await put('qualifier_doesnotexist', 'doesnotexist');
    await put('version_doesnotexist', '10');
    await put('latest', '$LATEST');
  }),

  scenario('TestLambdaProvisionedConcurrency::test_lambda_provisioned_lifecycle', async (s) => {
    const alias = { ...fn, Qualifier: 'live' };
    const version = { ...fn, Qualifier: '1' };
    const put = (target: typeof alias) =>
      s.lambda.putProvisionedConcurrencyConfig({ ...target, ProvisionedConcurrentExecutions: 1 });
    await s.prepare();
    await s.item('publish_version_result', s.lambda.publishVersion(fn));
    await s.item('create_alias_result', s.lambda.createAlias({ ...fn, Name: 'live', FunctionVersion: '1' }));
    await s.item('put_provisioned_on_version', put(version));
    await s.refusal('put_provisioned_on_alias_versionconflict', put(alias));
    await s.settle();
    await s.item('delete_provisioned_version', s.lambda.deleteProvisionedConcurrencyConfig(version));
    await s.refusal('get_provisioned_version_postdelete', s.lambda.getProvisionedConcurrencyConfig(version));
    await s.item('put_provisioned_on_alias', put(alias));
    await s.refusal('put_provisioned_on_version_conflict', put(version));
    await s.settle();
    await s.item('delete_alias_result', s.lambda.deleteAlias({ ...fn, Name: 'live' }));
    await s.refusal('get_provisioned_alias_postaliasdelete', s.lambda.getProvisionedConcurrencyConfig(alias));
    await s.item('list_response_postdeletes', s.lambda.listProvisionedConcurrencyConfigs(fn));
  }),

  scenario('TestLambdaRecursion::test_put_function_recursion_config_allow', async (s) => {
    await s.prepare();
    const input = { ...fn, RecursiveLoop: 'Allow' } as const;
    await s.item('put_recursion_config_response', s.lambda.putFunctionRecursionConfig(input));
    await s.item('get_recursion_config_response', s.lambda.getFunctionRecursionConfig(fn));
  }),

  scenario('TestLambdaRecursion::test_put_function_recursion_config_default_terminate', async (s) => {
    await s.prepare();
    await s.item('get_recursion_default_terminate_response', s.lambda.getFunctionRecursionConfig(fn));
  }),

  scenario('TestLambdaRecursion::test_put_function_recursion_config_invalid_value', async (s) => {
    await s.prepare();
    // The recorded test sent on purpose what no type admits.
    const invalid = { ...fn, RecursiveLoop: 'InvalidValue' as 'Allow' };
    await s.refusal('put_recursion_invalid_value_error', s.lambda.putFunctionRecursionConfig(invalid));
  }),
];
