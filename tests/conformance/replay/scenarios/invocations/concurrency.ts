/** How many invocations a function takes at once, reserved and provisioned. */
import { invocation, of2023, type Replay, type Scenario } from '../../scenario.ts';
import { fn, json, pythonEcho, pythonFunction } from './functions.ts';
import { openMeetingPoint } from '../../../../meeting-point.ts';

const reserve = (s: Replay, count: number) =>
  s.lambda.putFunctionConcurrency({ ...fn, ReservedConcurrentExecutions: count });
const provision = (s: Replay, Qualifier: string, count: number) =>
  s.lambda.putProvisionedConcurrencyConfig({ ...fn, Qualifier, ProvisionedConcurrentExecutions: count });
const provisioned = (s: Replay, Qualifier: string) => s.lambda.getProvisionedConcurrencyConfig({ ...fn, Qualifier });

const world = { ...fn, Payload: json({ hello: 'world' }) };

/** Asks for five environments, and reads how far they are before and after. */
async function provisionFive(s: Replay, qualifier: string): Promise<void> {
  await s.item('put_provisioned_5', provision(s, qualifier, 5));
  await s.item('get_provisioned_prewait', provisioned(s, qualifier));
  await s.settle();
  await s.item('get_provisioned_postwait', provisioned(s, qualifier));
}

export const invokedConcurrencyScenarios: readonly Scenario[] = [
  invocation('TestLambdaConcurrency::test_lambda_concurrency_crud', async (s) => {
    await s.prepare(pythonFunction(s, pythonEcho));
    await s.item('get_function_concurrency_default', s.lambda.getFunctionConcurrency(fn));
    await s.item('put_function_concurrency', reserve(s, 0));
    await s.item('get_function_concurrency_updated', s.lambda.getFunctionConcurrency(fn));
    await s.unrecorded(s.lambda.deleteFunctionConcurrency(fn));
    await s.item('get_function_concurrency_deleted', s.lambda.getFunctionConcurrency(fn));
  }),

  invocation('TestLambdaConcurrency::test_lambda_concurrency_update', async (s) => {
    await s.prepare(pythonFunction(s, pythonEcho));
    await s.item('put_function_concurrency', reserve(s, 3));
    await s.item('get_function_concurrency_updated', s.lambda.getFunctionConcurrency(fn));
    await s.item('get_function_concurrency_info', s.lambda.getFunction(fn));
    await s.unrecorded(s.lambda.deleteFunctionConcurrency(fn));
    await s.item('get_function_concurrency_deleted', s.lambda.getFunctionConcurrency(fn));
  }),

  invocation('TestLambdaConcurrency::test_lambda_concurrency_block', async (s) => {
    await s.prepare(pythonFunction(s, pythonEcho));
    await s.item('v1_result', s.lambda.publishVersion(fn));
    await s.item('reserved_concurrency_result', reserve(s, 1));
    await s.item('invoke_latest_before_block', s.lambda.invoke({ ...world, Qualifier: '$LATEST' }));
    await s.item('provisioned_concurrency_result', provision(s, '1', 1));
    await s.settle();
    await s.refusal('invoke_latest_first_exc', s.lambda.invoke({ ...world, Qualifier: '$LATEST' }));
    await s.item('invoke_v1_after_block', s.lambda.invoke({ ...world, Qualifier: '1' }));
    await s.refusal('invoke_latest_second_exc', s.lambda.invoke({ ...world, Qualifier: '$LATEST' }));
  }),

  invocation('TestLambdaConcurrency::test_provisioned_concurrency', async (s) => {
    await s.prepare(pythonFunction(s, pythonEcho, { Publish: true }));
    await provisionFive(s, '1');
  }),

  invocation('TestLambdaConcurrency::test_provisioned_concurrency_on_alias', async (s) => {
    await s.prepare(pythonFunction(s, pythonEcho, { Publish: true }));
    await s.lambda.createAlias({ ...fn, Name: 'live', FunctionVersion: '1' });
    await provisionFive(s, 'live');
  }),

  of2023(
    invocation('TestLambdaConcurrency::test_lambda_provisioned_concurrency_moves_with_alias', async (s) => {
      await s.createItem('create-result', pythonFunction(s, pythonEcho, { Runtime: 'python3.8', Timeout: 2 }));
      const latest = s.lambda.getFunctionConfiguration({ ...fn, Qualifier: '$LATEST' });
      await s.item('get-function-configuration', latest);
      await s.item('publish_version_1', s.lambda.publishVersion({ ...fn, Description: 'my-first-version' }));
      const first = s.lambda.getFunctionConfiguration({ ...fn, Qualifier: '1' });
      await s.item('get_function_configuration_version_1', first);
      const alias = { ...fn, Name: 'live' };
      await s.item('create_alias', s.lambda.createAlias({ ...alias, FunctionVersion: '1' }));
      await s.item('get_function_before_provisioned', s.lambda.getFunction({ ...fn, Qualifier: '1' }));
      await s.unrecorded(provision(s, 'live', 1));
      await s.settle();
      await s.item('get_function_after_provisioned', s.lambda.getFunction({ ...fn, Qualifier: 'live' }));
      await s.unrecorded(s.lambda.updateFunctionConfiguration({ ...fn, Timeout: 10 }));
      await s.settle();
      await s.item('get_function_after_update', s.lambda.getFunction(fn));
      await s.item('publish_version_2', s.lambda.publishVersion(fn));
      await s.item('update_alias', s.lambda.updateAlias({ ...alias, FunctionVersion: '2' }));
      await s.item('get_provisioned_config_after_alias_move', provisioned(s, 'live'));
      await s.refusal('provisioned_concurrency_notfound', provisioned(s, '1'));
    }),
  ),

  invocation('TestLambdaConcurrency::test_provisioned_concurrency_init_failure', async (s) => {
    await s.prepare(pythonFunction(s, 'raise Exception("no init")\n', { Publish: true }));
    await s.item('put_provisioned', provision(s, '1', 1));
    await s.item('get_provisioned_prewait', provisioned(s, '1'));
    await s.settle();
    await s.item('get_provisioned_postwait', provisioned(s, '1'));
  }),

  invocation('TestLambdaConcurrency::test_lambda_provisioned_concurrency_scheduling', async (s) => {
    await s.prepare(pythonFunction(s, pythonEcho, { Publish: true }));
    await s.unrecorded(provision(s, '1', 1));
    await s.settle();
    await s.item('get_provisioned_postwait', provisioned(s, '1'));
  }),

  invocation('TestLambdaConcurrency::test_reserved_provisioned_overlap', async (s) => {
    await s.prepare(pythonFunction(s, pythonEcho, { Timeout: 10, Publish: true }));
    await s.item('put_provisioned_5', provision(s, '1', 2));
    await s.item('get_provisioned_prewait', provisioned(s, '1'));
    await s.settle();
    await s.item('get_provisioned_postwait', provisioned(s, '1'));
    await s.refusal('reserved_lower_than_provisioned_exc', reserve(s, 1));
    await s.unrecorded(reserve(s, 2));
    await s.item('get_concurrency', s.lambda.getFunctionConcurrency(fn));
    await s.refusal('reserved_equals_provisioned_latest_invoke_exc', s.lambda.invoke({ ...fn, Qualifier: '$LATEST' }));
    const update = s.lambda.updateFunctionConfiguration({ ...fn, Timeout: 15 });
    await s.item('update_func_config', update);
    await s.settle();
    const { Version = '' } = await s.lambda.publishVersion(fn);
    await s.refusal('reserved_equals_provisioned_another_provisioned_exc', provision(s, Version, 1));
    await s.refusal('reserved_equals_provisioned_increase_provisioned_exc', provision(s, '1', 3));
  }),

  invocation('TestLambdaConcurrency::test_reserved_concurrency_async_queue', async (s) => {
    // The second call is sent once the first has begun, and the first ends once the second is answered.
    await s.prepare(pythonFunction(s, handshakeFunction));
    await s.item('fn', s.lambda.getFunctionConfiguration({ ...fn, Qualifier: '$LATEST' }));
    await s.item('put_fn_concurrency', reserve(s, 1));
    await using point = await openMeetingPoint();
    const first = s.lambda.invoke({ ...fn, Payload: json({ url: point.url }) });
    await point.met;
    await s.refusal('too_many_requests_exc', s.lambda.invoke(fn));
    point.release();
    await s.unrecorded(first);
  }),
];

/** Calls an address, and answers when that does. */
const handshakeFunction = `
import urllib.request
def handler(event, context):
    urllib.request.urlopen(event["url"]).read()
`;
