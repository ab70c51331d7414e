/**
 * Replays recorded tests: the same calls in the same order, each answer held against AWS's own. The
 * names in the tables are the recording's.
 */
import { describe, expect, test } from 'vitest';
import type { LambdaOperations } from '../../api/lambda.ts';
import { minimal, openLambda, type TestLambda } from './functions.fixture.ts';
import { answerOf, hasRecordings, readRecording, RecordingComparison } from './recordings.fixture.ts';
import { packageOf } from './test-zip.fixture.ts';

type Step = {
  [Name in keyof LambdaOperations]: readonly [
    recorded: string | undefined,
    name: Name,
    input: LambdaOperations[Name]['input'],
  ];
}[keyof LambdaOperations];

/** A step that lets what is under way come to its end. */
const settle = 'settle';

async function replay(recording: string, steps: readonly (Step | typeof settle)[]): Promise<void> {
  await using lambda = await openLambda();
  const recorded = readRecording(recording);
  const comparison = new RecordingComparison();
  const differences: string[] = [];
  for (const step of steps) {
    if (step === settle) await lambda.settle();
    else differences.push(...(await compareStep(lambda, step, recorded, comparison)));
  }
  expect(differences).toEqual([]);
}

async function compareStep(
  lambda: TestLambda,
  step: Step,
  recorded: Readonly<Record<string, unknown>>,
  comparison: RecordingComparison,
) {
  const [name, operation, input] = step;
  const answer = await answerOf(lambda.call(operation, input));
  if (name === undefined) return [];
  expect(recorded).toHaveProperty([name]);
  return comparison.differences(recorded[name], answer, name);
}

const python = { ...minimal, Runtime: 'python3.12' } as const;
const made = { ...python, Handler: 'handler.handler', Environment: { Variables: {} } } as const;
const fn = { FunctionName: 'fn' } as const;
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:fn';
const code = { ZipFile: packageOf('other') };
const staging = { ...python, Environment: { Variables: { testenv: 'staging' } }, Publish: true };
const toProduction = { ...fn, Environment: { Variables: { testenv: 'prod' } } };

describe.skipIf(!hasRecordings)('as recorded from AWS (needs the corpus, see SERIN_CORPUS):', () => {
  test('the life of a function', async () => {
    await replay('test_function_lifecycle', [
      ['create_response', 'CreateFunction', { ...made, MemorySize: 256, Timeout: 5 }],
      settle,
      ['get_function_response', 'GetFunction', fn],
      [
        'update_func_conf_response',
        'UpdateFunctionConfiguration',
        {
          ...fn,
          Runtime: 'python3.11',
          Description: 'Changed-Description',
          MemorySize: 512,
          Timeout: 10,
          Environment: { Variables: { ENV_A: 'a' } },
        },
      ],
      settle,
      ['get_function_response_postupdate', 'GetFunction', fn],
      ['update_code_response', 'UpdateFunctionCode', { ...fn, ...code }],
      settle,
      ['get_function_response_postcodeupdate', 'GetFunction', fn],
      ['delete_response', 'DeleteFunction', fn],
      ['delete_postdelete', 'GetFunction', fn],
    ]);
  });

  test('updates that change nothing', async () => {
    const first = { ...fn, Description: '1st update description' };
    await replay('test_redundant_updates', [
      ['create_response', 'CreateFunction', { ...made, Description: 'Initial description', Timeout: 30 }],
      settle,
      ['first_update_result', 'UpdateFunctionConfiguration', first],
      settle,
      ['get_fn_config_result', 'GetFunctionConfiguration', fn],
      ['get_fn_result', 'GetFunction', fn],
      ['redundant_update_result', 'UpdateFunctionConfiguration', first],
      settle,
      ['get_fn_result_after_redundant_update', 'GetFunction', fn],
    ]);
  });

  test('the life of versions', async () => {
    await replay('test_version_lifecycle', [
      ['create_response', 'CreateFunction', { ...python, Description: 'No version :(' }],
      settle,
      ['get_function_result', 'GetFunction', fn],
      ['list_versions_result', 'ListVersionsByFunction', fn],
      ['first_update_response', 'UpdateFunctionConfiguration', { ...fn, Description: 'First version :)' }],
      settle,
      ['first_update_get_function', 'GetFunction', fn],
      ['first_publish_response', 'PublishVersion', { ...fn, Description: 'First version description :)' }],
      ['first_publish_get_function', 'GetFunction', { ...fn, Qualifier: '1' }],
      ['first_publish_get_function_config', 'GetFunctionConfiguration', { ...fn, Qualifier: '1' }],
      ['second_update_response', 'UpdateFunctionConfiguration', { ...fn, Description: 'Second version :))' }],
      settle,
      ['first_publish_get_function_after_update', 'GetFunction', { ...fn, Qualifier: '1' }],
      ['second_publish_response', 'PublishVersion', fn],
      ['third_publish_response', 'PublishVersion', { ...fn, Description: 'Third version description :)))' }],
      ['list_versions_result_after_third_publish', 'ListVersionsByFunction', fn],
      [undefined, 'DeleteFunction', { ...fn, Qualifier: '1' }],
      ['list_versions_result_after_deletion_of_first_version', 'ListVersionsByFunction', fn],
    ]);
  });

  test('publishing with the creation', async () => {
    await replay('test_publish_version_on_create', [
      ['create_response', 'CreateFunction', { ...python, Publish: true }],
      settle,
      ['get_function_result', 'GetFunction', fn],
      ['get_function_version_result', 'GetFunction', { ...fn, Qualifier: '1' }],
      ['get_function_latest_result', 'GetFunction', { ...fn, Qualifier: '$LATEST' }],
      ['list_versions_result', 'ListVersionsByFunction', fn],
      ['repeated_publish_response', 'PublishVersion', { ...fn, Description: 'Repeated version description :)' }],
      ['list_versions_result_after_publish', 'ListVersionsByFunction', fn],
    ]);
  });

  test('publishing with an update of the code', async () => {
    await replay('test_publish_with_update', [
      ['create_response', 'CreateFunction', python],
      settle,
      ['get_function_result', 'GetFunction', fn],
      ['update_function_code_result', 'UpdateFunctionCode', { ...fn, ...code, Publish: true }],
      ['get_function_version_result', 'GetFunction', { ...fn, Qualifier: '1' }],
      ['get_function_latest_result', 'GetFunction', { ...fn, Qualifier: '$LATEST' }],
    ]);
  });

  test('publishing at another hash', async () => {
    await replay('test_publish_with_wrong_sha256', [
      ['create_response', 'CreateFunction', python],
      settle,
      ['get_fn_response', 'GetFunction', fn],
      ['publish_wrong_sha256_exc', 'PublishVersion', { ...fn, CodeSha256: 'somenonexistentsha256' }],
      ['publish_result', 'PublishVersion', fn],
    ]);
  });

  test('the life of aliases', async () => {
    const described = { ...fn, Description: 'custom-alias' };
    const named = (Name: string) => ({ ...fn, Name });
    await replay('test_alias_lifecycle', [
      ['create_response', 'CreateFunction', { ...staging, Publish: false }],
      settle,
      ['publish_v1', 'PublishVersion', fn],
      [undefined, 'UpdateFunctionConfiguration', toProduction],
      settle,
      ['publish_v2', 'PublishVersion', fn],
      [
        'create_alias_1_1',
        'CreateAlias',
        {
          ...described,
          Name: 'aliasname1_1',
          FunctionVersion: '1',
          RoutingConfig: { AdditionalVersionWeights: { '2': 0.2 } },
        },
      ],
      ['get_alias_1_1', 'GetAlias', named('aliasname1_1')],
      ['get_function_alias_1_1', 'GetFunction', { ...fn, Qualifier: 'aliasname1_1' }],
      ['get_function_byarn_alias_1_1', 'GetFunction', { FunctionName: `${arn}:aliasname1_1` }],
      ['get_function_alias_notfound_exc', 'GetFunction', { ...fn, Qualifier: 'aliasdoesnotexist' }],
      ['get_function_alias_byarn_notfound_exc', 'GetFunction', { FunctionName: `${arn}:aliasdoesnotexist` }],
      ['create_alias_1_2', 'CreateAlias', { ...described, Name: 'aliasname1_2', FunctionVersion: '1' }],
      ['get_alias_1_2', 'GetAlias', named('aliasname1_2')],
      ['create_alias_1_3', 'CreateAlias', { ...fn, Name: 'aliasname1_3', FunctionVersion: '1' }],
      ['get_alias_1_3', 'GetAlias', named('aliasname1_3')],
      ['create_alias_2', 'CreateAlias', { ...described, Name: 'aliasname2', FunctionVersion: '2' }],
      ['get_alias_2', 'GetAlias', named('aliasname2')],
      ['list_aliases_for_fnname', 'ListAliases', fn],
      [
        'update_alias_1_1',
        'UpdateAlias',
        { ...named('aliasname1_1'), RoutingConfig: { AdditionalVersionWeights: {} } },
      ],
      ['get_alias_1_1_after_update', 'GetAlias', named('aliasname1_1')],
      ['list_aliases_for_fnname_after_update', 'ListAliases', fn],
      ['update_alias_1_2', 'UpdateAlias', named('aliasname1_2')],
      ['get_alias_1_2_after_update', 'GetAlias', named('aliasname1_2')],
      ['list_aliases_for_fnname_after_update_2', 'ListAliases', fn],
      ['list_aliases_for_version', 'ListAliases', { ...fn, FunctionVersion: '1' }],
      ['delete_alias_response', 'DeleteAlias', named('aliasname1_1')],
      ['list_aliases_for_fnname_afterdelete', 'ListAliases', fn],
    ]);
  });

  test('routing that cannot be', async () => {
    const alias = { ...fn, Name: 'custom', FunctionVersion: '1' };
    const weights = (AdditionalVersionWeights: Record<string, number>) => ({
      RoutingConfig: { AdditionalVersionWeights },
    });
    await replay('test_notfound_and_invalid_routingconfigs', [
      ['create_response', 'CreateFunction', staging],
      settle,
      ['publish_v1', 'PublishVersion', fn],
      [undefined, 'UpdateFunctionConfiguration', toProduction],
      settle,
      ['publish_v2', 'PublishVersion', fn],
      ['routing_config_exc_toomany', 'CreateAlias', { ...alias, ...weights({ '1': 0.3, '2': 0.3 }) }],
      ['routing_config_exc_sameversion', 'CreateAlias', { ...alias, ...weights({ '1': 0.5 }) }],
      ['target_version_doesnotexist', 'CreateAlias', { ...alias, FunctionVersion: '10', ...weights({ '2': 0.5 }) }],
      ['routing_config_exc_version_doesnotexist', 'CreateAlias', { ...alias, ...weights({ '10': 0.5 }) }],
      [
        'target_version_exc_version_latest',
        'CreateAlias',
        { ...alias, FunctionVersion: '$LATEST', ...weights({ '2': 0.5 }) },
      ],
      ['create-alias-latest', 'CreateAlias', { ...alias, Name: 'custom-latest', FunctionVersion: '$LATEST' }],
      [
        'routing_config_exc_fn_doesnotexist',
        'CreateAlias',
        { ...alias, FunctionName: 'fn-unknown', ...weights({ '2': 0.5 }) },
      ],
      [
        'create_alias_empty_routingconfig',
        'CreateAlias',
        { ...alias, Name: 'custom-empty-routingconfig', ...weights({}) },
      ],
      ['create_alias_response', 'CreateAlias', { ...alias, ...weights({ '2': 0.5 }) }],
      ['routing_config_exc_already_exist', 'CreateAlias', { ...alias, ...weights({ '2': 0.5 }) }],
      ['alias_does_not_exist_esc', 'GetAlias', { ...fn, Name: 'non-existent' }],
    ]);
  });

  test('the RevisionIds of a function', async () => {
    await replay('test_function_revisions_basic', [
      ['create_function_response_rev1', 'CreateFunction', { ...made, Handler: 'index.handler', Timeout: 30 }],
      settle,
      ['get_function_response_rev2', 'GetFunction', fn],
      ['update_function_revision_exception', 'UpdateFunctionCode', { ...fn, ...python.Code, RevisionId: 'wrong' }],
      ['update_function_code_response_rev3', 'UpdateFunctionCode', { ...fn, ...python.Code }],
      settle,
      ['get_function_response_rev4', 'GetFunction', fn],
      [
        'update_function_configuration_revision_exception',
        'UpdateFunctionConfiguration',
        { ...fn, Runtime: 'python3.8', RevisionId: 'wrong' },
      ],
      ['update_function_configuration_response_rev5', 'UpdateFunctionConfiguration', { ...fn, Runtime: 'python3.8' }],
      settle,
      ['get_function_response_rev6', 'GetFunction', fn],
    ]);
  });

  test('the RevisionIds of a version and an alias', async () => {
    const alias = { ...fn, Name: 'revision_alias' };
    await replay('test_function_revisions_version_and_alias', [
      ['create_function_response_rev1', 'CreateFunction', { ...made, Timeout: 30 }],
      settle,
      ['get_function_active_rev2', 'GetFunction', fn],
      ['publish_version_revision_exception', 'PublishVersion', { ...fn, RevisionId: 'wrong' }],
      ['publish_version_response_rev_v1', 'PublishVersion', fn],
      ['get_function_published_version_rev_v2', 'GetFunction', { ...fn, Qualifier: '1' }],
      ['get_function_latest_rev3', 'GetFunction', fn],
      ['create_alias_response_rev_a1', 'CreateAlias', { ...alias, FunctionVersion: '1' }],
      ['get_function_latest_rev4', 'GetFunction', fn],
      ['get_function_published_version_rev_v3', 'GetFunction', { ...fn, Qualifier: '1' }],
      ['update_alias_revision_exception', 'UpdateAlias', { ...alias, RevisionId: 'wrong' }],
      ['update_alias_response_rev_a2', 'UpdateAlias', { ...alias, Description: 'something changed' }],
    ]);
  });

  test('the way into a VPC and out of it', async () => {
    const vpc = (number: number) => ({ SubnetIds: [`subnet-${number}`], SecurityGroupIds: [`sg-${number}`] });
    await replay('test_vpc_config', [
      ['create_response', 'CreateFunction', { ...made, MemorySize: 256, Timeout: 5, VpcConfig: vpc(1) }],
      settle,
      ['get_function_response', 'GetFunction', fn],
      ['update_vpcconfig_update_response', 'UpdateFunctionConfiguration', { ...fn, VpcConfig: vpc(2) }],
      settle,
      ['update_vpcconfig_get_function_response', 'GetFunction', fn],
      [
        'delete_vpcconfig_update_response',
        'UpdateFunctionConfiguration',
        { ...fn, VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } },
      ],
      settle,
      ['delete_vpcconfig_get_function_response', 'GetFunction', fn],
    ]);
  });

  test('logging as JSON and as text again', async () => {
    await replay('test_advanced_logging_configuration_format_switch', [
      ['create_response', 'CreateFunction', { ...made, MemorySize: 256, Timeout: 5 }],
      settle,
      ['get_function_response', 'GetFunction', fn],
      ['function_config', 'GetFunctionConfiguration', fn],
      ['updated_config', 'UpdateFunctionConfiguration', { ...fn, LoggingConfig: { LogFormat: 'JSON' } }],
      settle,
      ['received_config', 'GetFunctionConfiguration', fn],
      ['updated_config_v2', 'UpdateFunctionConfiguration', { ...fn, LoggingConfig: { LogFormat: 'Text' } }],
      settle,
      ['received_config_v2', 'GetFunctionConfiguration', fn],
    ]);
  });

  test('two updates at once', async () => {
    await replay('test_lambda_concurrent_code_updates', [
      ['create-function-response', 'CreateFunction', { ...python, Handler: 'handler.handler' }],
      settle,
      [undefined, 'UpdateFunctionCode', { ...fn, ...code }],
      ['update-during-in-progress-update-exc', 'UpdateFunctionCode', { ...fn, ...code }],
    ]);
  });

  test('a version with a description of its own', async () => {
    await replay('test_snapstart_lifecycle[python3.12]', [
      [
        'create_function_response',
        'CreateFunction',
        { ...python, Handler: 'handler.handler', Timeout: 5, MemorySize: 1024 },
      ],
      settle,
      ['get_function_response_latest', 'GetFunction', fn],
      [undefined, 'PublishVersion', { ...fn, Description: 'version1' }],
      ['get_function_response_version_1', 'GetFunction', { ...fn, Qualifier: '1' }],
    ]);
  });
});
