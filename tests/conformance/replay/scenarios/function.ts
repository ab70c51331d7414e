/** Functions: creating, reading, updating, listing and deleting them. */
import { scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };
const wrongRuntimes = { invalid_runtime_exc: 'non-existent-runtime', uppercase_runtime_exc: 'PYTHON3.9' };
// The recorded tests sent on purpose what the SDK's types do not admit.
const anyRuntime = (name: string) => name as 'python3.9';

export const functionScenarios: readonly Scenario[] = [
  scenario('TestLambdaFunction::test_function_lifecycle', async (s) => {
    await s.createItem('create_response', { MemorySize: 256, Timeout: 5 });
    await s.item('get_function_response', s.lambda.getFunction(fn));
    const update = {
      ...fn,
      Runtime: 'python3.11',
      Description: 'Changed-Description',
      MemorySize: 512,
      Timeout: 10,
      Environment: { Variables: { ENV_A: 'a' } },
    } as const;
    await s.item('update_func_conf_response', s.lambda.updateFunctionConfiguration(update));
    await s.settle();
    await s.item('get_function_response_postupdate', s.lambda.getFunction(fn));
    const code = { ...fn, ZipFile: s.package('second') };
    await s.item('update_code_response', s.lambda.updateFunctionCode(code));
    await s.settle();
    await s.item('get_function_response_postcodeupdate', s.lambda.getFunction(fn));
    await s.item('delete_response', s.lambda.deleteFunction(fn));
    await s.refusal('delete_postdelete', s.lambda.getFunction(fn));
  }),

  scenario('TestLambdaFunction::test_redundant_updates', async (s) => {
    const update = { ...fn, Description: '1st update description' };
    await s.createItem('create_response', { Description: 'Initial description' });
    await s.item('first_update_result', s.lambda.updateFunctionConfiguration(update));
    await s.settle();
    await s.item('get_fn_config_result', s.lambda.getFunctionConfiguration(fn));
    await s.item('get_fn_result', s.lambda.getFunction(fn));
    await s.item('redundant_update_result', s.lambda.updateFunctionConfiguration(update));
    await s.settle();
    await s.item('get_fn_result_after_redundant_update', s.lambda.getFunction(fn));
  }),

  scenario('TestLambdaFunction::test_create_lambda_exceptions', async (s) => {
    await s.refusal('invalid_role_arn_exc', s.create({ Role: 'r1' }));
    for (const [item, runtime] of Object.entries(wrongRuntimes))
      await s.refusal(item, s.create({ Runtime: anyRuntime(runtime) }));
    s.skipClientCheck('empty_architectures');
    await s.refusal('multiple_architectures', s.create({ Architectures: ['x86_64', 'arm64'] }));
    // As above: no type admits it.
    await s.refusal('uppercase_architecture', s.create({ Architectures: ['X86_64' as 'x86_64'] }));
    const notZip = Buffer.from('this is not a zipfile, just a random string');
    await s.refusal('invalid_zip_exc', s.create({ Code: { ZipFile: notZip } }));
  }),

  scenario('TestLambdaFunction::test_update_lambda_exceptions', async (s) => {
    await s.create();
    await s.settle();
    await s.refusal('invalid_role_arn_exc', s.lambda.updateFunctionConfiguration({ ...fn, Role: 'r1' }));
    for (const [item, runtime] of Object.entries(wrongRuntimes)) {
      const update = { ...fn, Runtime: anyRuntime(runtime) };
      await s.refusal(item, s.lambda.updateFunctionConfiguration(update));
    }
  }),

  scenario('TestLambdaFunction::test_list_functions', async (s) => {
    await s.createItem('create_response_1', { FunctionName: 'fn-1', Publish: true });
    await s.createItem('create_response_2', { FunctionName: 'fn-2', Code: { ZipFile: s.package('second') } });
    const invalid = { FunctionVersion: 'invalid' as 'ALL' };
    await s.refusal('list_functions_invalid_functionversion', s.lambda.listFunctions(invalid));
    await s.list('list_all', s.lambda.listFunctions({ FunctionVersion: 'ALL' }));
    await s.list('list_default', s.lambda.listFunctions({}));
  }),

  scenario('TestLambdaFunction::test_function_arns', async (s) => {
    const { account } = s.platform;
    await s.createItem('create-function-arn-response', { FunctionName: s.arn('fn-1') });
    const partial = { FunctionName: `${account}:function:fn-2`, Code: { ZipFile: s.package('second') } };
    await s.createItem('create-function-partial-arn-response', partial);
    await s.refusal('invalid_function_name_exc', s.create({ FunctionName: 'invalid:function:name' }));
    await s.refusal('long_function_name_exc', s.create({ FunctionName: 'a'.repeat(65) }));
    const longArn = s.arn('a'.repeat(141 - s.arn('').length));
    await s.refusal('long_function_arn_exc', s.create({ FunctionName: longArn }));
    const inRegion = { FunctionName: `arn:aws:lambda:ap-southeast-1:${account}:function:fn-1` };
    await s.refusal('function_arn_other_region_exc', s.lambda.getFunction(inRegion));
    const ofOther = { FunctionName: `arn:aws:lambda:${s.platform.region}:123456789012:function:fn-1` };
    await s.refusal('function_arn_other_account_exc', s.lambda.getFunction(ofOther));
  }),

  scenario('TestLambdaFunction::test_lambda_concurrent_code_updates', async (s) => {
    await s.item('create-function-response', s.create({ Handler: 'handler.handler' }));
    await s.settle();
    const update = { ...fn, ZipFile: s.package('second') };
    await s.lambda.updateFunctionCode(update);
    await s.refusal('update-during-in-progress-update-exc', s.lambda.updateFunctionCode(update));
  }),

  scenario('TestLambdaFunction::test_lambda_concurrent_config_updates', async (s) => {
    await s.createItem('create-function-response');
    await s.lambda.updateFunctionConfiguration({ ...fn, Description: 'first' });
    const second = s.lambda.updateFunctionConfiguration({ ...fn, Description: 'second' });
    await s.refusal('update-during-in-progress-update-exc', second);
  }),

  scenario('TestLambdaFunction::test_invalid_invoke', async (s) => {
    const name = `arn:aws:lambda:${s.platform.region}:123400000000@function:myfn`;
    await s.refusal('invoke_function_name_pattern_exc', s.lambda.invoke({ FunctionName: name }));
  }),

  scenario('TestLambdaFunction::test_vpc_config', async (s) => {
    const inVpc = (subnet: string, group: string) => ({ SubnetIds: [subnet], SecurityGroupIds: [group] });
    const update = async (item: string, subnets: string[], groups: string[]) => {
      const vpc = { ...fn, VpcConfig: { SubnetIds: subnets, SecurityGroupIds: groups } };
      await s.item(`${item}_update_response`, s.lambda.updateFunctionConfiguration(vpc));
      await s.settle();
      await s.item(`${item}_get_function_response`, s.lambda.getFunction(fn));
    };
    const first = inVpc('subnet-1a', 'sg-1a');
    await s.createItem('create_response', { MemorySize: 256, Timeout: 5, VpcConfig: first });
    await s.item('get_function_response', s.lambda.getFunction(fn));
    await update('update_vpcconfig', ['subnet-2b'], ['sg-2b']);
    await update('delete_vpcconfig', [], []);
  }),

  scenario('TestLambdaFunction::test_invalid_vpc_config_subnet', async (s) => {
    const inSubnet = (id: string) => s.create({ VpcConfig: { SubnetIds: [id], SecurityGroupIds: ['sg-1a'] } });
    await s.refusal('create-response-non-existent-subnet-id', inSubnet('subnet-12345678'));
    await s.refusal('create-response-invalid-format-subnet-id', inSubnet('bad-format-subnet'));
  }),

  scenario('TestLambdaFunction::test_invalid_vpc_config_security_group', async (s) => {
    const inGroup = (id: string) => s.create({ VpcConfig: { SubnetIds: ['subnet-1a'], SecurityGroupIds: [id] } });
    await s.refusal('create-response-non-existent-security-group', inGroup('sg-12345678'));
    await s.refusal('create-response-invalid-format-security-group', inGroup('bad-format-security-group'));
  }),

  // Nothing of it is recorded but that it passed.
  scenario('TestPartialARNMatching::test_update_function_configuration_full_arn', async (s) => {
    await s.create();
    await s.settle();
    await s.unrecorded(s.lambda.updateFunctionConfiguration({ FunctionName: s.arn('fn'), Description: 'by ARN' }));
  }),
];
