/** What becomes of asynchronous calls: retries, age and destinations. */
import type { PutFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import { scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const missing = { FunctionName: 'doesnotexist' };
const alias = { ...fn, Qualifier: 'eventinvokealias' };
const version = { ...fn, Qualifier: '1' };
const latest = { ...fn, Qualifier: '$LATEST' };
const retryOnce = { MaximumRetryAttempts: 1 };

const onSuccess = (Destination: string) => ({ DestinationConfig: { OnSuccess: { Destination } } });
const onFailure = (Destination: string) => ({ DestinationConfig: { OnFailure: { Destination } } });

export const eventInvokeScenarios: readonly Scenario[] = [
  scenario('TestLambdaEventInvokeConfig::test_lambda_eventinvokeconfig_lifecycle', async (s) => {
    const put = (item: string, input: PutFunctionEventInvokeConfigCommandInput) =>
      s.item(item, s.lambda.putFunctionEventInvokeConfig(input));
    const update = (item: string, input: PutFunctionEventInvokeConfigCommandInput) =>
      s.item(item, s.lambda.updateFunctionEventInvokeConfig(input));
    await s.prepare();
    await put('put_invokeconfig_retries_0', { ...fn, MaximumRetryAttempts: 0 });
    await put('put_invokeconfig_eventage_60', { ...fn, MaximumEventAgeInSeconds: 60 });
    await update('update_invokeconfig_eventage_nochange', { ...fn, MaximumEventAgeInSeconds: 60 });
    await update('update_invokeconfig_retries', { ...fn, ...retryOnce });
    await s.item('get_invokeconfig', s.lambda.getFunctionEventInvokeConfig(fn));
    await s.item('get_invokeconfig_latest', s.lambda.getFunctionEventInvokeConfig(latest));
    await s.item('list_single_invokeconfig', s.lambda.listFunctionEventInvokeConfigs(fn));
    await s.item('publish_version_result', s.lambda.publishVersion(fn));
    await s.refusal('get_invokeconfig_postpublish', s.lambda.getFunctionEventInvokeConfig(version));
    await put('put_published_invokeconfig', { ...version, MaximumEventAgeInSeconds: 120 });
    await s.item('get_published_invokeconfig', s.lambda.getFunctionEventInvokeConfig(version));
    await s.unrecorded(s.lambda.deleteFunctionEventInvokeConfig(fn));
    await s.item('list_paging_nolimit_postdelete', s.lambda.listFunctionEventInvokeConfigs(fn));
  }),

  scenario('TestLambdaEventInvokeConfig::test_lambda_eventinvokeconfig_exceptions', async (s) => {
    const put = (input: PutFunctionEventInvokeConfigCommandInput) => s.lambda.putFunctionEventInvokeConfig(input);
    const update = (input: PutFunctionEventInvokeConfigCommandInput) => s.lambda.updateFunctionEventInvokeConfig(input);
    const get = (input: typeof fn) => s.lambda.getFunctionEventInvokeConfig(input);
    const drop = (input: typeof fn) => s.lambda.deleteFunctionEventInvokeConfig(input);
    const list = (input: typeof fn) => s.lambda.listFunctionEventInvokeConfigs(input);
    const named = (FunctionName: string, Qualifier?: string) => ({ FunctionName, ...retryOnce, Qualifier });
    await s.prepare();
    const other = await s.prepare({ FunctionName: 'other' });
    await s.item('fn_version_result', s.lambda.publishVersion(fn));
    const made = s.lambda.createAlias({ ...fn, Name: 'eventinvokealias', FunctionVersion: '1' });
    await s.item('fn_alias_result', made);

    await s.refusal('put_functionname_name_notfound', put({ ...missing, ...retryOnce }));
    await s.refusal('put_functionname_arn_notfound', put(named(s.arn('doesnotexist'))));
    await s.refusal('put_functionname_nootherargs', put(fn));

    const { region, account } = s.platform;
    await s.refusal('put_destination_lambda_doesntexist', put({ ...fn, ...onSuccess(s.arn('doesnotexist')) }));
    await s.refusal('put_destination_recursive', put({ ...fn, ...onSuccess(s.arn('fn')) }));
    await s.item('put_destination_other_lambda', put({ ...fn, ...onSuccess(other.FunctionArn ?? '') }));
    const noDestination = `arn:aws:iam:${region}:${account}:function:fn`;
    await s.refusal('put_destination_invalid_service_arn', put({ ...fn, ...onSuccess(noDestination) }));
    const empty = { success: { OnSuccess: {} }, failure: { OnFailure: {} } };
    for (const [kind, DestinationConfig] of Object.entries(empty))
      await s.item(`put_destination_${kind}_no_destination_arn`, put({ ...fn, DestinationConfig }));
    const noArn = `arn:aws:_-/!lambda:${region}:${account}:function:fn`;
    await s.refusal('put_destination_invalid_arn_pattern', put({ ...fn, ...onFailure(noArn) }));

    await s.item('put_destination_latest', put(named('fn')));
    await s.item('put_destination_latest_explicit_qualifier', put(named('fn', '$LATEST')));
    await s.item('put_destination_version', put(named('fn', '1')));
    await s.item('put_alias_functionname_qualifier', put({ ...alias, ...retryOnce }));
    await s.refusal('put_alias_doesnotexist', put(named('fn', 'doesnotexist')));
    for (const [kind, name] of [
      ['qualifiedarn', s.arn('fn:eventinvokealias')],
      ['shorthand', 'fn:eventinvokealias'],
    ] as const) {
      await s.item(`put_alias_${kind}`, put(named(name)));
      await s.item(`put_alias_${kind}_qualifier`, put(named(name, 'eventinvokealias')));
      await s.refusal(`put_alias_${kind}_qualifierconflict`, put(named(name, '1')));
    }
    await s.item('put_version_shorthand', put(named('fn:1')));
    await s.item('put_shorthand_qualifier_match', put(named('fn:$LATEST', '$LATEST')));
    await s.refusal('put_shorthand_qualifier_mismatch_1', put(named('fn:$LATEST', '1')));
    await s.refusal('put_shorthand_qualifier_mismatch_2', put(named('fn:1', '$LATEST')));
    await s.refusal('put_shorthand_qualifier_mismatch_3', put(named('fn:1', '2')));

    const most = { ...fn, MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 };
    await s.item('put_maxevent_maxvalue_result', put(most));
    const before = { ...most, MaximumEventAgeInSeconds: 60 };
    const noRetry = { ...fn, MaximumRetryAttempts: 0 };
    await s.item('put_pre_overwrite', put(before));
    await s.item('put_post_overwrite', put(noRetry));
    await s.item('second_overwrite_existing_response', put(noRetry));
    await s.item('get_post_overwrite', get(fn));
    await s.item('pre_update_response', put(before));
    await s.item('update_response', update(noRetry));
    await s.item('update_response_existing', update(noRetry));

    await s.item('list_configs', list(fn));
    await s.item('delete_latest', drop(latest));
    await s.item('delete_version', drop(version));
    await s.item('delete_alias', drop(alias));
    await s.item('list_configs_postdelete', list(fn));

    await s.refusal('delete_function_not_found', drop(fn));
    await s.refusal('delete_function_doesnotexist', drop(missing));
    await s.refusal('list_function_doesnotexist', list(missing));
    await s.refusal('get_function_doesnotexist', get(missing));
    const unknown = { ...fn, Qualifier: 'doesnotexist' };
    await s.refusal('get_qualifier_doesnotexist', get(unknown));
    await s.refusal('update_eventinvokeconfig_function_doesnotexist', update({ ...missing, ...retryOnce }));
    await s.refusal('get_eventinvokeconfig_doesnotexist', get(alias));
    const none = 'update_eventinvokeconfig_config_doesnotexist';
    await s.refusal(`${none}_with_qualifier`, update({ ...alias, ...retryOnce }));
    await s.refusal(`${none}_without_qualifier`, update({ ...fn, ...retryOnce }));
  }),
];
