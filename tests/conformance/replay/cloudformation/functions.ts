/** Functions, with what belongs to them, that a stack made. */
import { GetRolePolicyCommand, IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  GetAliasCommand,
  GetFunctionCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { packageOf } from '../../../../src/services/lambda/test-zip.fixture.ts';
import { recordSuccess } from '../record.ts';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { getAtt, ref } from './topics.ts';

const StackName = 'recorded-stack';
const outputsOf = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));
const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
  },
};
/** A function that answers with what is told it in Python. */
const fn = (result: string, rest: Template = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'python3.12',
    Code: { ZipFile: `import os\n\ndef handler(event, context):\n    return ${result}\n` },
    ...rest,
  },
});
const version = (name: string, rest: Template = {}) => ({
  Type: 'AWS::Lambda::Version',
  Properties: { FunctionName: ref(name), ...rest },
});
const numberOfVersion = `os.environ["AWS_LAMBDA_FUNCTION_VERSION"]`;

const lambdaOf = (replay: StackReplay) => new LambdaClient(replay.platform.clientConfig);

async function invoke(replay: StackReplay, FunctionName: string | undefined, Qualifier: string): Promise<void> {
  const output = await lambdaOf(replay).send(new InvokeCommand({ FunctionName, Qualifier, Payload: '{}' }));
  replay.value('invoke_result', recordSuccess(output));
}

const resourcesItem = (replay: StackReplay, item: string) =>
  replay.item(item, replay.cloudformation.describeStackResources({ StackName }));

const versioned = (result: string, rest: Template = {}): Template => ({
  Resources: {
    fnServiceRole5D180AFD: role,
    fn5FF616E3: fn(result, { Role: getAtt('fnServiceRole5D180AFD', 'Arn') }),
    fnVersion7BF8AE5A: version('fn5FF616E3', { Description: 'test description', ...rest }),
  },
  Outputs: outputsOf({ FunctionName: ref('fn5FF616E3') }),
});

async function versionItems(replay: StackReplay, template: Template): Promise<string | undefined> {
  await replay.deploy(template);
  const { FunctionName } = await replay.outputs();
  await invoke(replay, FunctionName, '1');
  await resourcesItem(replay, 'stack_resources');
  const lambda = lambdaOf(replay);
  replay.value('versions_by_fn', recordSuccess(await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }))));
  const one = await lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: '1' }));
  replay.value('get_function_version', recordSuccess(one));
  return FunctionName;
}

async function provisionedItem(replay: StackReplay, FunctionName: string | undefined, Qualifier: string) {
  const command = new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier });
  replay.value('provisioned_concurrency_config', recordSuccess(await lambdaOf(replay).send(command)));
}

const one = { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } };

/** Cases in which functions run, in processes of this machine. */
const invoked = casesOf('resources/test_lambda', {
  test_lambda_version: async (replay) => {
    await versionItems(replay, versioned(`{"function_version": ${numberOfVersion}}`));
  },
  test_lambda_version_provisioned_concurrency: async (replay) => {
    const kind = '{"initialization_type": os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]}';
    await provisionedItem(replay, await versionItems(replay, versioned(kind, one)), '1');
  },
  test_lambda_alias: async (replay) => {
    const answer = `{"function_version": ${numberOfVersion}, "initialization_type": None}`;
    const FunctionName = 'made-function';
    await replay.deploy({
      Resources: {
        MyFnServiceRole: role,
        LambdaFunction: fn(answer, { FunctionName, Role: getAtt('MyFnServiceRole', 'Arn') }),
        Version: version('LambdaFunction', { Description: 'v1' }),
        FunctionAlias: {
          Type: 'AWS::Lambda::Alias',
          Properties: {
            FunctionName: ref('LambdaFunction'),
            FunctionVersion: getAtt('Version', 'Version'),
            Name: 'made-alias',
            ...one,
          },
        },
      },
    });
    await invoke(replay, FunctionName, 'made-alias');
    await resourcesItem(replay, 'stack_resource_descriptions');
    const alias = await lambdaOf(replay).send(new GetAliasCommand({ FunctionName, Name: 'made-alias' }));
    replay.value('Alias', recordSuccess(alias));
    await provisionedItem(replay, FunctionName, 'made-alias');
  },
}).map((one): StackCase => ({ ...one, runtimes: 'machine' }));

const told = casesOf('resources/test_lambda', {
  test_lambda_logging_config: async (replay) => {
    const FunctionName = 'made-function';
    replay.writes(FunctionName, '<function-name>');
    const { cloudformation } = replay;
    await replay.deploy({
      Resources: {
        MyFnServiceRole: role,
        LambdaFunction: fn('1', {
          FunctionName,
          Role: getAtt('MyFnServiceRole', 'Arn'),
          LoggingConfig: { LogFormat: 'JSON' },
        }),
        Version: version('LambdaFunction', { Description: 'v1' }),
      },
    });
    const output = await cloudformation.describeStackResources({ StackName });
    // The recorder wrote a word for each of these members.
    const StackResources = output.StackResources?.map((resource) => ({
      ...resource,
      LogicalResourceId: 'logical-resource-id',
      PhysicalResourceId: 'physical-resource-id',
    }));
    replay.value('stack_resource_descriptions', recordSuccess({ ...output, StackResources }));
    const { Configuration } = await lambdaOf(replay).send(new GetFunctionCommand({ FunctionName }));
    replay.value('logging_config', Configuration?.LoggingConfig);
  },
  test_lambda_layer_crud: async (replay) => {
    const s3 = new S3Client(replay.platform.clientConfig);
    await s3.send(new CreateBucketCommand({ Bucket: 'recorded-bucket' }));
    await s3.send(new PutObjectCommand({ Bucket: 'recorded-bucket', Key: 'layer.zip', Body: packageOf('layer') }));
    await replay.deploy({
      Resources: {
        Role: role,
        Layer: {
          Type: 'AWS::Lambda::LayerVersion',
          Properties: {
            LayerName: 'made-layer',
            Content: { S3Bucket: 'recorded-bucket', S3Key: 'layer.zip' },
            CompatibleRuntimes: ['python3.12'],
          },
        },
        Function: fn('1', { Role: getAtt('Role', 'Arn'), Layers: [ref('Layer')] }),
      },
      Outputs: outputsOf({
        LambdaName: ref('Function'),
        LambdaArn: getAtt('Function', 'Arn'),
        LayerVersionRef: ref('Layer'),
        LayerVersionArn: getAtt('Layer', 'LayerVersionArn'),
      }),
    });
    replay.value('layer-name', 'made-layer');
    replay.value('cfn-output', await replay.outputs());
  },
});

const iamOf = (replay: StackReplay) => new IAMClient(replay.platform.clientConfig);

const serverless = casesOf('resources/test_sam', {
  test_sam_policies: async (replay) => {
    await replay.deploy({
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        Function: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            Handler: 'index.handler',
            Runtime: 'python3.12',
            InlineCode: 'def handler(event, context):\n    return 1\n',
            Policies: ['AmazonSNSFullAccess'],
          },
        },
      },
      Outputs: outputsOf({ RoleName: ref('FunctionRole') }),
    });
    const { RoleName } = await replay.outputs();
    const policies = await iamOf(replay).send(new ListAttachedRolePoliciesCommand({ RoleName }));
    replay.value('list_attached_role_policies', recordSuccess(policies));
  },
});

const policies = casesOf('test_template_engine', {
  'TestSsmParameters::test_create_change_set_with_ssm_parameter_list': async (replay) => {
    const { region, account } = replay.platform;
    const arns = ['some/params', 'some/other/params'].map(
      (name) => `arn:aws:ssm:${region}:${account}:parameter/${name}`,
    );
    const input = { Name: 'made-list', Value: arns.join(','), Type: 'StringList' } as const;
    await new SSMClient(replay.platform.clientConfig).send(new PutParameterCommand(input));
    await replay.deploy({
      Parameters: { Resources: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: 'made-list' } },
      Resources: {
        Role: role,
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'policy-123',
            Roles: [ref('Role')],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Action: '*', Effect: 'Allow', Resource: ref('Resources') }],
            },
          },
        },
      },
      Outputs: outputsOf({ RoleName: ref('Role') }),
    });
    const { RoleName } = await replay.outputs();
    replay.value('role-name', RoleName);
    const output = await iamOf(replay).send(new GetRolePolicyCommand({ RoleName, PolicyName: 'policy-123' }));
    const PolicyDocument = decodeURIComponent(output.PolicyDocument ?? '');
    replay.value('iam_role_policy', recordSuccess({ ...output, PolicyDocument }));
  },
});

export const functionCases: readonly StackCase[] = [...invoked, ...told, ...serverless, ...policies];
