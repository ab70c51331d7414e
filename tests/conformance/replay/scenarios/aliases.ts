/** Aliases: their names, their routing, and what refuses them. */
import { scenario, type Replay, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const staging = { Environment: { Variables: { testenv: 'staging' } } };

/** Creates a function and publishes two versions that differ in their environment. */
async function publishTwo(s: Replay, publishesAtOnce: boolean): Promise<void> {
  await s.item('create_response', s.create({ ...staging, Publish: publishesAtOnce }));
  await s.settle();
  await s.item('publish_v1', s.lambda.publishVersion(fn));
  await s.lambda.updateFunctionConfiguration({ ...fn, Environment: { Variables: { testenv: 'prod' } } });
  await s.settle();
  await s.item('publish_v2', s.lambda.publishVersion(fn));
}

const weights = (of: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights: of } });

export const aliasScenarios: readonly Scenario[] = [
  scenario('TestLambdaAlias::test_alias_lifecycle', async (s) => {
    const get = (item: string, name: string) => s.item(item, s.lambda.getAlias({ ...fn, Name: name }));
    const create = async (suffix: string, version: string, more: object) => {
      const name = `aliasname${suffix}`;
      const input = { ...fn, Name: name, FunctionVersion: version, ...more };
      await s.item(`create_alias_${suffix}`, s.lambda.createAlias(input));
      await get(`get_alias_${suffix}`, name);
    };
    const described = { Description: 'custom-alias' };
    await publishTwo(s, false);
    await create('1_1', '1', { ...described, ...weights({ '2': 0.2 }) });
    const arn = s.arn('fn');
    await s.item('get_function_alias_1_1', s.lambda.getFunction({ ...fn, Qualifier: 'aliasname1_1' }));
    await s.item('get_function_byarn_alias_1_1', s.lambda.getFunction({ FunctionName: `${arn}:aliasname1_1` }));
    const missing = 'aliasdoesnotexist';
    await s.refusal('get_function_alias_notfound_exc', s.lambda.getFunction({ ...fn, Qualifier: missing }));
    const byArn = s.lambda.getFunction({ FunctionName: `${arn}:${missing}` });
    await s.refusal('get_function_alias_byarn_notfound_exc', byArn);
    await create('1_2', '1', described);
    await create('1_3', '1', {});
    await create('2', '2', described);
    await s.list('list_aliases_for_fnname', s.lambda.listAliases(fn));
    await s.item('update_alias_1_1', s.lambda.updateAlias({ ...fn, Name: 'aliasname1_1', ...weights({}) }));
    await get('get_alias_1_1_after_update', 'aliasname1_1');
    await s.item('list_aliases_for_fnname_after_update', s.lambda.listAliases(fn));
    await s.item('update_alias_1_2', s.lambda.updateAlias({ ...fn, Name: 'aliasname1_2', ...weights({}) }));
    await get('get_alias_1_2_after_update', 'aliasname1_2');
    await s.item('list_aliases_for_fnname_after_update_2', s.lambda.listAliases(fn));
    await s.item('list_aliases_for_version', s.lambda.listAliases({ ...fn, FunctionVersion: '1' }));
    await s.item('delete_alias_response', s.lambda.deleteAlias({ ...fn, Name: 'aliasname1_1' }));
    await s.item('list_aliases_for_fnname_afterdelete', s.lambda.listAliases(fn));
  }),

  scenario('TestLambdaAlias::test_notfound_and_invalid_routingconfigs', async (s) => {
    const create = (more: object) => s.lambda.createAlias({ ...fn, Name: 'custom', FunctionVersion: '1', ...more });
    const half = weights({ '2': 0.5 });
    await publishTwo(s, true);
    await s.refusal('routing_config_exc_toomany', create(weights({ '1': 0.8, '2': 0.2 })));
    await s.refusal('routing_config_exc_toohigh', create(weights({ '2': 2 })));
    await s.refusal('routing_config_exc_subzero', create(weights({ '2': -1 })));
    await s.refusal('routing_config_exc_sameversion', create(weights({ '1': 0.5 })));
    await s.refusal('target_version_doesnotexist', create({ FunctionVersion: '10', ...half }));
    await s.refusal('routing_config_exc_version_doesnotexist', create(weights({ '10': 0.5 })));
    await s.refusal('target_version_exc_version_latest', create({ FunctionVersion: '$LATEST', ...half }));
    await s.refusal('routing_config_exc_version_latest', create(weights({ $LATEST: 0.5 })));
    await s.item('create-alias-latest', create({ Name: 'custom-latest', FunctionVersion: '$LATEST' }));
    await s.refusal('routing_config_exc_fn_doesnotexist', create({ FunctionName: 'fn-unknown', ...half }));
    await s.item('create_alias_empty_routingconfig', create({ Name: 'custom-empty-routingconfig', ...weights({}) }));
    await s.item('create_alias_response', create(half));
    await s.refusal('routing_config_exc_already_exist', create(half));
    await s.refusal('alias_does_not_exist_esc', s.lambda.getAlias({ ...fn, Name: 'non-existent' }));
  }),

  scenario('TestLambdaAlias::test_alias_naming', async (s) => {
    await s.item('create_response', s.create(staging));
    await s.settle();
    await s.item('publish_v1', s.lambda.publishVersion(fn));
    const named = (Name: string) => ({ ...fn, Name, FunctionVersion: '1', Description: 'custom-alias' });
    await s.item('create_alias_date', s.lambda.createAlias(named('2024-01-02')));
    await s.item('get_alias_date', s.lambda.getAlias({ ...fn, Name: '2024-01-02' }));
    await s.refusal('create_alias_number_exception', s.lambda.createAlias(named('2024')));
  }),

  scenario('TestLambdaAlias::test_non_existent_alias_deletion', async (s) => {
    await s.item('create_response', s.create(staging));
    await s.item('delete_alias_response', s.lambda.deleteAlias({ ...fn, Name: 'non-existent' }));
  }),

  scenario('TestLambdaAlias::test_non_existent_alias_update', async (s) => {
    await s.item('create_response', s.create(staging));
    await s.refusal('update_alias_response', s.lambda.updateAlias({ ...fn, Name: 'non-existent' }));
  }),
];
