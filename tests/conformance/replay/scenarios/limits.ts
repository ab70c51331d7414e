/** Sizes: of requests, packages and environments, and what an account's usage says of them. */
import type { GetAccountSettingsCommandOutput } from '@aws-sdk/client-lambda';
import { scenario, type Replay, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const unzippedMax = 262_144_000;
const zippedMax = 52_428_800;
const requestMax = 70_167_211;
const environmentMax = 4_096;

const ofLength = (name: string, length: number) => ({ [name]: 'x'.repeat(length) });

/** What a step added to the code that the account keeps. */
async function growth(s: Replay, step: () => Promise<unknown>): Promise<number> {
  const total = ({ AccountUsage }: GetAccountSettingsCommandOutput) => AccountUsage?.TotalCodeSize ?? Number.NaN;
  const before = total(await s.lambda.getAccountSettings());
  await step();
  await s.settle();
  return total(await s.lambda.getAccountSettings()) - before;
}

export const limitScenarios: readonly Scenario[] = [
  scenario('TestLambdaSizeLimits::test_oversized_request_create_lambda', async (s) => {
    // Base64 in the request is a third longer than the zip.
    const zip = Buffer.alloc(Math.ceil(requestMax * 0.75) + 1);
    await s.refusal('invalid_param_exc', s.create({ Code: { ZipFile: zip } }));
  }),

  scenario('TestLambdaSizeLimits::test_oversized_zipped_create_lambda', async (s) => {
    await s.refusal('invalid_param_exc', s.create({ Code: { ZipFile: Buffer.alloc(zippedMax + 1) } }));
  }),

  ...['test_oversized_unzipped_lambda', 'test_oversized_lambda'].map((test) =>
    scenario(`TestLambdaSizeLimits::${test}`, async (s) => {
      const zip = s.package('\0'.repeat(unzippedMax));
      await s.refusal('invalid_param_exc', s.create({ Code: { ZipFile: zip } }));
    }),
  ),

  scenario('TestLambdaSizeLimits::test_large_lambda', async (s) => {
    const zip = s.package('\0'.repeat(unzippedMax - 1_000));
    const input = { Handler: 'handler.handler', Timeout: 10, Code: { ZipFile: zip } };
    await s.item('create_function_large_zip', s.create(input));
  }),

  scenario('TestLambdaSizeLimits::test_large_environment_variables_fails', async (s) => {
    const variables = ofLength('LARGE_VAR', s.longestRun('failed_create_fn_result', 'x'));
    await s.refusal('failed_create_fn_result', s.create({ Environment: { Variables: variables } }));
  }),

  scenario('TestLambdaSizeLimits::test_large_environment_fails_multiple_keys', async (s) => {
    const large = ofLength('LARGE_VAR', s.longestRun('failured_create_fn_result_multi_key', 'x'));
    const variables = { SMALL_VAR: 'ok', ...large };
    await s.refusal('failured_create_fn_result_multi_key', s.create({ Environment: { Variables: variables } }));
  }),

  scenario('TestLambdaSizeLimits::test_lambda_envvars_near_limit_succeeds', async (s) => {
    const overhead = JSON.stringify(ofLength('LARGE_VAR', 0)).length;
    const variables = ofLength('LARGE_VAR', environmentMax - overhead);
    await s.createItem('successful_create_fn_result', { Environment: { Variables: variables } });
  }),

  scenario('TestLambdaAccountSettings::test_account_settings', async (s) => {
    const { AccountLimit, AccountUsage } = await s.lambda.getAccountSettings();
    const names = (of: object | undefined) => Object.keys(of ?? {}).sort();
    const status = { ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: 200 } };
    s.value('acc_settings_modded', {
      AccountLimit: names(AccountLimit),
      AccountUsage: names(AccountUsage),
      ...status,
    });
  }),

  scenario('TestLambdaAccountSettings::test_account_settings_total_code_size', async (s) => {
    // The recorded test's packages were that long.
    const code = s.packageOfSize(276);
    const layer = { LayerName: 'layer', Content: { ZipFile: s.packageOfSize(169) } };
    const create = () => s.create({ Code: { ZipFile: code } });
    s.value('total_code_size_diff_create_function', await growth(s, create));
    const update = () => s.lambda.updateFunctionCode({ ...fn, ZipFile: code, Publish: true });
    s.value('total_code_size_diff_update_function', await growth(s, update));
    const publish = () => s.lambda.publishLayerVersion(layer);
    s.value('total_code_size_diff_publish_layer', await growth(s, publish));
    s.value('total_code_size_diff_publish_layer_version', await growth(s, publish));
  }),

  scenario('TestLambdaAccountSettings::test_account_settings_total_code_size_config_update', async (s) => {
    const code = { ZipFile: s.packageOfSize(276) };
    const created = await growth(s, () => s.create({ Code: code }));
    s.value('is_total_code_size_diff_create_function_more_than_200', created > 200);
    const update = { ...fn, Description: 'changed' };
    const updated = await growth(s, () => s.lambda.updateFunctionConfiguration(update));
    s.value('total_code_size_diff_update_function_configuration', updated);
    const published = await growth(s, () => s.lambda.publishVersion(fn));
    s.value('is_total_code_size_diff_publish_version_after_config_update_more_than_200', published > 200);
  }),
];
