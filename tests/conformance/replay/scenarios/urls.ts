/** Function URLs: their configuration, on a function and on an alias. */
import { scenario, type Replay, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const open = { AuthType: 'NONE' } as const;

interface Named {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

const calls: Readonly<Record<string, (s: Replay, input: Named) => Promise<object>>> = {
  create: (s, input) => s.lambda.createFunctionUrlConfig({ ...input, ...open }),
  get: (s, input) => s.lambda.getFunctionUrlConfig(input),
  delete: (s, input) => s.lambda.deleteFunctionUrlConfig(input),
  update: (s, input) => s.lambda.updateFunctionUrlConfig({ ...input, AuthType: 'AWS_IAM' }),
};

/** What is no function, version or alias with a URL, by the name of the item. */
const wrongInputs = (s: Replay): Readonly<Record<string, Named>> => ({
  name_doesnotexist: { FunctionName: 'doesnotexist' },
  arn_doesnotexist: { FunctionName: s.arn('doesnotexist') },
  name_doesnotexist_qualifier: { FunctionName: 'doesnotexist', Qualifier: '1' },
  qualifier_version: { ...fn, Qualifier: '1' },
  qualifier_version_doesnotexist: { ...fn, Qualifier: '2' },
  qualifier_alias_doesnotexist: { ...fn, Qualifier: 'doesnotexist' },
  qualifier_alias_doesnotmatch_arn: { FunctionName: s.arn('fn:urlalias'), Qualifier: 'other' },
  qualifier_latest: { ...fn, Qualifier: '$LATEST' },
  config_doesnotexist: fn,
});

/** A function with one version and the alias `urlalias`. */
async function prepareAlias(s: Replay): Promise<void> {
  await s.prepare({ Runtime: 'nodejs20.x', Handler: 'lambda_handler.handler' });
  await s.item('fn_version_result', s.lambda.publishVersion(fn));
  await s.item('create_alias_result', s.lambda.createAlias({ ...fn, Name: 'urlalias', FunctionVersion: '1' }));
}

export const urlScenarios: readonly Scenario[] = [
  scenario('TestLambdaUrl::test_url_config_lifecycle', async (s) => {
    await s.prepare();
    await s.item('url_creation', s.lambda.createFunctionUrlConfig({ ...fn, ...open }));
    await s.refusal('failed_duplication', s.lambda.createFunctionUrlConfig({ ...fn, ...open }));
    await s.item('get_url_config', s.lambda.getFunctionUrlConfig(fn));
    await s.item('updated_url_config', s.lambda.updateFunctionUrlConfig({ ...fn, AuthType: 'AWS_IAM' }));
    await s.unrecorded(s.lambda.deleteFunctionUrlConfig(fn));
    await s.refusal('failed_getter', s.lambda.getFunctionUrlConfig(fn));
  }),

  scenario('TestLambdaUrl::test_url_config_deletion_without_qualifier', async (s) => {
    const alias = { ...fn, Qualifier: 'test-alias' };
    await s.prepare();
    await s.lambda.createAlias({ ...fn, Name: 'test-alias', FunctionVersion: '$LATEST' });
    await s.item('url_creation', s.lambda.createFunctionUrlConfig({ ...fn, ...open }));
    await s.item('url_with_alias_creation', s.lambda.createFunctionUrlConfig({ ...alias, ...open }));
    await s.item('get_url_config', s.lambda.getFunctionUrlConfig(fn));
    await s.item('get_url_config_with_alias', s.lambda.getFunctionUrlConfig(alias));
    await s.item('delete_function_url_config', s.lambda.deleteFunctionUrlConfig(fn));
    await s.refusal('get_url_config_after_deletion', s.lambda.getFunctionUrlConfig(fn));
    await s.item('get_url_config_with_alias_after_deletion', s.lambda.getFunctionUrlConfig(alias));
  }),

  scenario('TestLambdaUrl::test_url_config_list_paging', async (s) => {
    const list = (name: string) => s.lambda.listFunctionUrlConfigs({ FunctionName: name });
    await prepareAlias(s);
    await s.refusal('list_function_notfound', list('doesnotexist'));
    await s.item('list_all_empty', list('fn'));
    await s.item('url_config_fn', s.lambda.createFunctionUrlConfig({ ...fn, ...open }));
    const ofAlias = { ...fn, ...open, Qualifier: 'urlalias' };
    await s.item('url_config_alias', s.lambda.createFunctionUrlConfig(ofAlias));
    await s.item('list_all', list('fn'));
  }),

  scenario('TestLambdaUrl::test_url_config_exceptions', async (s) => {
    await prepareAlias(s);
    for (const [operation, call] of Object.entries(calls)) {
      for (const [kind, input] of Object.entries(wrongInputs(s))) {
        const item = `${operation}_function_url_config_${kind}`;
        if (item === 'delete_function_url_config_qualifier_alias_doesnotmatch_arn') s.skipServiceFailure(item);
        else if (s.has(item)) await s.refusal(item, call(s, input));
      }
    }
  }),
];
