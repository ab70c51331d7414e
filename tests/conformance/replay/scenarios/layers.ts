/** Layers: publishing, reading and deleting their versions, their policies, and the functions that use them. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { PublishLayerVersionCommandInput, Runtime } from '@aws-sdk/client-lambda';
import { scenario, type Replay, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const layer = { LayerName: 'layer' };
const missing = { LayerName: 'layer-doesnotexist' };

type PublishInput = Partial<PublishLayerVersionCommandInput>;

const suits = { CompatibleRuntimes: ['python3.12'], CompatibleArchitectures: ['x86_64'] } satisfies PublishInput;
const forX86 = { CompatibleRuntimes: [], CompatibleArchitectures: ['x86_64'] } satisfies PublishInput;

const publish = (s: Replay, input: PublishInput) =>
  s.lambda.publishLayerVersion({ ...layer, Content: { ZipFile: s.package('layer') }, ...input });

/** The runtimes that the recorded test said the layer suits: it did so in three parts, as at most 15 may be given. */
const runtimesOfPart: readonly Runtime[][] = [
  [
    'nodejs24.x',
    'nodejs22.x',
    'nodejs20.x',
    'nodejs18.x',
    'nodejs16.x',
    'nodejs14.x',
    'nodejs12.x',
    'python3.14',
    'python3.13',
    'python3.12',
    'python3.11',
    'python3.10',
    'python3.9',
    'python3.8',
    'python3.7',
  ],
  [
    'java25',
    'java21',
    'java17',
    'java11',
    'java8.al2',
    'java8',
    'dotnet10',
    'dotnet8',
    'dotnet6',
    'dotnetcore3.1',
    'go1.x',
    'ruby3.4',
    'ruby3.3',
    'ruby3.2',
    'ruby2.7',
  ],
  ['provided.al2023', 'provided.al2', 'provided'],
];

export const layerScenarios: readonly Scenario[] = [
  ...runtimesOfPart.map((CompatibleRuntimes, part) =>
    scenario(`TestLambdaLayer::test_layer_compatibilities[runtimes${part}]`, async (s) => {
      const input: PublishInput = { CompatibleRuntimes, CompatibleArchitectures: ['arm64', 'x86_64'] };
      await s.item('publish_result', publish(s, input));
    }),
  ),

  scenario('TestLambdaLayer::test_layer_s3_content', async (s) => {
    const s3 = new S3Client(s.platform.clientConfig);
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'layer.zip', Body: s.package('layer') }));
    await s.item('publish_layer_result', publish(s, { Content: { S3Bucket: 'bucket', S3Key: 'layer.zip' } }));
  }),

  scenario('TestLambdaLayer::test_layer_lifecycle', async (s) => {
    const input = { ...suits, Description: 'What the layer is for', LicenseInfo: 'MIT' };
    const version = (VersionNumber: number) => ({ ...layer, VersionNumber });
    await s.prepare();
    await s.item('get_fn_result', s.lambda.getFunction(fn));
    await s.item('get_fn_config_result', s.lambda.getFunctionConfiguration(fn));
    const { LayerVersionArn: arn = '' } = await s.item('publish_result', publish(s, input));
    await s.item('publish_result_2', publish(s, input));
    await s.item('update_fn_config', s.lambda.updateFunctionConfiguration({ ...fn, Layers: [arn] }));
    await s.settle();
    await s.item('get_fn_config', s.lambda.getFunctionConfiguration(fn));
    await s.item('get_layer_ver_result', s.lambda.getLayerVersion(version(1)));
    await s.item('get_layer_by_arn_version', s.lambda.getLayerVersionByArn({ Arn: arn }));
    await s.item('list_layer_versions_predelete', s.lambda.listLayerVersions(layer));
    await s.item('delete_layer_1', s.lambda.deleteLayerVersion(version(1)));
    await s.item('get_fn_config_postdelete', s.lambda.getFunctionConfiguration(fn));
    await s.item('delete_layer_2', s.lambda.deleteLayerVersion(version(2)));
    await s.item('list_layer_versions_postdelete', s.lambda.listLayerVersions(layer));
    await s.item('publish_result_3', publish(s, input));
  }),

  scenario('TestLambdaLayer::test_layer_exceptions', async (s) => {
    const get = (item: string, name: typeof layer, VersionNumber: number) =>
      s.refusal(`get_layer_version_exc_${item}`, s.lambda.getLayerVersion({ ...name, VersionNumber }));
    const drop = (name: typeof layer, VersionNumber: number) => s.lambda.deleteLayerVersion({ ...name, VersionNumber });
    // As in the recorded test, no type admits these.
    const noRuntime = 'runtimedoesnotexist' as 'python3.12';
    const noArchitecture = 'archdoesnotexist' as 'arm64';
    const invalid: PublishInput = {
      CompatibleRuntimes: ['invalidruntime' as 'python3.12'],
      CompatibleArchitectures: ['invalidarch' as 'arm64'],
    };
    const partlyInvalid: PublishInput = {
      CompatibleRuntimes: ['invalidruntime' as 'python3.12', 'invalidruntime2' as 'python3.12', 'nodejs20.x'],
      CompatibleArchitectures: ['invalidarch' as 'arm64', 'x86_64'],
    };
    const { LayerArn = '' } = await s.item('publish_result', publish(s, suits));
    const byRuntime = s.lambda.listLayers({ CompatibleRuntime: noRuntime });
    await s.refusal('list_layers_exc_compatibleruntime_invalid', byRuntime);
    const byArchitecture = s.lambda.listLayers({ CompatibleArchitecture: noArchitecture });
    await s.refusal('list_layers_exc_compatiblearchitecture_invalid', byArchitecture);
    await s.item('list_nonexistent_layer', s.lambda.listLayerVersions(missing));
    await get('layer_doesnotexist', missing, 1);
    await get('layer_version_doesnotexist_negative', layer, -1);
    await get('layer_version_doesnotexist_zero', layer, 0);
    await get('layer_version_doesnotexist_2', layer, 2);
    const byArn = (item: string, Arn: string) =>
      s.refusal(`get_layer_version_by_arn_exc_${item}`, s.lambda.getLayerVersionByArn({ Arn }));
    await byArn('invalidarn', LayerArn);
    await byArn('nonexistentversion', `${LayerArn}:2`);
    await s.item('delete_nonexistent_response', drop(missing, 1));
    await s.item('delete_nonexistent_version_response', drop(layer, 2));
    await s.item('delete_layer_response', drop(layer, 1));
    await s.item('delete_layer_again_response', drop(layer, 1));
    await s.refusal('delete_layer_version_exc_layerversion_invalid_version', drop(layer, -1));
    const empty = { LayerName: 'empty', CompatibleRuntimes: [], CompatibleArchitectures: [] };
    await s.item('publish_empty_result', publish(s, empty));
    await s.refusal('publish_layer_version_exc_invalid_runtime_arch', publish(s, invalid));
    await s.refusal('publish_layer_version_exc_partially_invalid_values', publish(s, partlyInvalid));
  }),

  scenario('TestLambdaLayer::test_layer_function_quota_exception', async (s) => {
    const layers: string[] = [];
    for (let count = 1; count <= 6; count += 1) {
      const { LayerVersionArn = '' } = await publish(s, { LayerName: `layer-${count}` });
      layers.push(LayerVersionArn);
    }
    await s.refusal('create_function_with_six_layers', s.create({ Layers: layers }));
  }),

  scenario('TestLambdaLayer::test_layer_function_exceptions', async (s) => {
    const arns: string[] = [];
    for (const item of ['publish_result', 'publish_result_2', 'publish_result_3']) {
      const { LayerVersionArn = '' } = await s.item(item, publish(s, forX86));
      arns.push(LayerVersionArn);
    }
    const [first = '', second = ''] = arns;
    const { LayerArn: arn = '' } = await s.lambda.getLayerVersionByArn({ Arn: first });
    await s.prepare();
    await s.item('get_fn_result', s.lambda.getFunction(fn));
    const refuse = (item: string, ...Layers: string[]) =>
      s.refusal(item, s.lambda.updateFunctionConfiguration({ ...fn, Layers }));
    await refuse('two_layer_versions_single_function_exc', first, second);
    await refuse('three_layer_versions_single_function_exc', ...arns);
    await refuse('two_identical_layer_versions_single_function_exc', first, first);
    await refuse('add_nonexistent_layer_exc', `${s.arn('doesnotexist', 'layer')}:1`);
    await refuse('add_nonexistent_layer_version_exc', `${arn}:9`);
    await refuse('add_layer_arn_without_version_exc', arn);
    const elsewhere = first.replace(s.platform.region, 'eu-central-1');
    const create = s.create({ FunctionName: 'other', Layers: [elsewhere] });
    await s.refusal('create_function_with_layer_in_different_region', create);
  }),

  scenario('TestLambdaLayer::test_layer_policy_exceptions', async (s) => {
    const statement = { StatementId: 's1', Action: 'lambda:GetLayerVersion', Principal: '*' };
    const one = { ...layer, VersionNumber: 1 };
    const add = (input: typeof one, more: object = {}) =>
      s.lambda.addLayerVersionPermission({ ...input, ...statement, ...more });
    const remove = (input: typeof one, StatementId = 's1', more: object = {}) =>
      s.lambda.removeLayerVersionPermission({ ...input, StatementId, ...more });
    await s.item('publish_result', publish(s, suits));
    await s.refusal('layer_permission_nopolicy_get', s.lambda.getLayerVersionPolicy(one));
    await s.item('add_layer_permission_result', add(one));
    await s.refusal('layer_permission_action_invalid', add(one, { StatementId: 's2', Action: '*' }));
    await s.refusal('layer_permission_duplicate_statement', add(one));
    const wrong = { RevisionId: 'wrong' };
    await s.refusal('layer_permission_wrong_revision', add(one, { ...wrong, StatementId: 's2' }));
    for (const [kind, input] of [
      ['layername', { ...one, ...missing }],
      ['layerversion', { ...layer, VersionNumber: 2 }],
    ] as const) {
      await s.refusal(`layer_permission_${kind}_doesnotexist_add`, add(input));
      await s.refusal(`layer_permission_${kind}_doesnotexist_get`, s.lambda.getLayerVersionPolicy(input));
      await s.refusal(`layer_permission_${kind}_doesnotexist_remove`, remove(input));
    }
    await s.refusal('layer_permission_statementid_doesnotexist_remove', remove(one, 'doesnotexist'));
    await s.refusal('layer_permission_wrong_revision_remove', remove(one, 's1', wrong));
  }),

  scenario('TestLambdaLayer::test_layer_policy_lifecycle', async (s) => {
    const one = { ...layer, VersionNumber: 1 };
    const add = (StatementId: string, RevisionId?: string) =>
      s.lambda.addLayerVersionPermission({
        ...one,
        StatementId,
        Action: 'lambda:GetLayerVersion',
        Principal: '*',
        RevisionId,
      });
    await s.item('publish_result', publish(s, suits));
    const { RevisionId } = await s.item('add_policy_s1', add('s1'));
    await s.item('get_layer_version_policy', s.lambda.getLayerVersionPolicy(one));
    const second = await s.item('add_policy_s2', add('s2', RevisionId));
    await s.item('get_layer_version_policy_postadd2', s.lambda.getLayerVersionPolicy(one));
    const last = { ...one, StatementId: 's2', RevisionId: second.RevisionId };
    await s.item('remove_s2', s.lambda.removeLayerVersionPermission(last));
    await s.item('get_layer_version_policy_postdeletes2', s.lambda.getLayerVersionPolicy(one));
  }),
];
