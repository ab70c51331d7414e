/** Which code runs: under versions, aliases, and changing handlers. */
import { invocation, type Replay, type Scenario } from '../../scenario.ts';
import { fn, nodeEcho, pythonEcho, pythonFunction } from './functions.ts';
import { openMeetingPoint } from '../../../../meeting-point.ts';

const versionFunction = (s: Replay, id: string) => ({
  ZipFile: s.packageWith({
    'handler.py': `
def handler(event, context):
    return {"version_id": "version${id}", "invoked_arn": context.invoked_function_arn,
            "version_from_ctx": context.function_version}
`,
  }),
});

const described = (ordinal: string) => ({ ...fn, Description: `${ordinal} version description :)` });

const invoke = (s: Replay, item: string, input: { readonly FunctionName: string; readonly Qualifier?: string }) =>
  s.item(item, s.lambda.invoke({ ...input, Payload: '{}' }));

async function isUpdating(s: Replay): Promise<boolean> {
  const { LastUpdateStatus } = await s.lambda.getFunctionConfiguration(fn);
  return LastUpdateStatus === 'InProgress';
}

async function createFirst(s: Replay): Promise<void> {
  const input = { Description: 'No version :(', Handler: 'handler.handler', Code: versionFunction(s, '1') };
  await s.item('create_response', s.create(input));
  await s.settle();
}

export const invokedVersionScenarios: readonly Scenario[] = [
  invocation('TestLambdaVersions::test_lambda_versions_with_code_changes', async (s) => {
    const version = (Qualifier: string) => ({ ...fn, Qualifier });
    await createFirst(s);
    await s.item('first_publish_response', s.lambda.publishVersion(described('First')));
    const second = { ...fn, ...versionFunction(s, '2') };
    await s.item('update_lambda_response', s.lambda.updateFunctionCode(second));
    await s.settle();
    await invoke(s, 'invocation_result_latest', fn);
    await invoke(s, 'invocation_result_v1', version('1'));
    await s.item('second_publish_response', s.lambda.publishVersion(described('Second')));
    await invoke(s, 'invocation_result_v2', version('2'));
    const third = { ...fn, ...versionFunction(s, '3'), Publish: true };
    await s.item('update_lambda_response_with_publish', s.lambda.updateFunctionCode(third));
    await s.settle();
    await invoke(s, 'invocation_result_v3', version('3'));
    await invoke(s, 'invocation_result_latest_end', fn);
    await invoke(s, 'invocation_result_v2_end', version('2'));
    await invoke(s, 'invocation_result_v1_end', version('1'));
  }),

  invocation('TestLambdaVersions::test_lambda_handler_update', async (s) => {
    const source = ['handler', 'handler_two']
      .map((name) => `def ${name}(event, context):\n    return {"handler": "${name}"}\n`)
      .join('');
    await s.prepare(pythonFunction(s, source));
    await invoke(s, 'invoke_result_handler_one', fn);
    const update = s.lambda.updateFunctionConfiguration({ ...fn, Handler: 'handler.handler_two' });
    await s.item('update_function_configuration_result', update);
    await s.settle();
    await s.item('get_function_result', s.lambda.getFunction(fn));
    await invoke(s, 'invoke_result_handler_two', fn);
    await s.unrecorded(s.lambda.publishVersion(fn));
    await invoke(s, 'invoke_result_handler_two_postpublish', fn);
  }),

  invocation('TestLambdaAliases::test_lambda_alias_moving', async (s) => {
    const alias = { ...fn, Name: 'alias1' };
    const qualified = { ...fn, Qualifier: 'alias1' };
    await createFirst(s);
    await s.unrecorded(s.lambda.publishVersion(described('First')));
    await s.item('create_alias_response', s.lambda.createAlias({ ...alias, FunctionVersion: '1' }));
    await invoke(s, 'invocation_result_qualifier_v1', qualified);
    await invoke(s, 'invocation_result_qualifier_v1_arn', { FunctionName: s.arn('fn:alias1') });
    const second = { ...fn, ...versionFunction(s, '2') };
    await s.item('update_lambda_response', s.lambda.updateFunctionCode(second));
    await s.settle();
    await invoke(s, 'invocation_result_qualifier_v1_after_update', qualified);
    await s.item('second_publish_response', s.lambda.publishVersion(described('Second')));
    await invoke(s, 'invocation_result_qualifier_v1_after_publish', qualified);
    await s.item('update_alias_response', s.lambda.updateAlias({ ...alias, FunctionVersion: '2' }));
    await invoke(s, 'invocation_result_qualifier_v2', qualified);
    const missing = s.lambda.invoke({ ...fn, Qualifier: 'non-existent-alias' });
    await s.refusal('invocation_exc_not_existent', missing);
  }),

  invocation('TestLambdaAliases::test_alias_routingconfig', async (s) => {
    const input = { Handler: 'handler.handler', Code: versionFunction(s, '1'), Publish: true };
    await s.create(input);
    await s.settle();
    await s.lambda.updateFunctionCode({ ...fn, ...versionFunction(s, '2'), Publish: true });
    await s.settle();
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.5 } };
    const alias = { ...fn, Name: 'alias1', FunctionVersion: '1', RoutingConfig };
    await s.item('create_alias_response', s.lambda.createAlias(alias));
    // The recorded test asserted that both versions come to run.
    const ran = new Set<string | undefined>();
    for (let count = 0; count < 100 && ran.size < 2; count += 1) {
      const { ExecutedVersion } = await s.lambda.invoke({ ...fn, Qualifier: 'alias1' });
      ran.add(ExecutedVersion);
    }
    s.assert(ran.size === 2, 'both versions run');
  }),

  invocation('TestLambdaCleanup::test_recreate_function', async (s) => {
    const create = (item: string) => {
      const ZipFile = s.packageWith({ 'lambda_echo.py': pythonEcho });
      return s.createItem(item, { Handler: 'lambda_echo.handler', Code: { ZipFile } });
    };
    await create('create_function_response_one');
    await s.unrecorded(s.lambda.invoke(fn));
    await s.lambda.deleteFunction(fn);
    await create('create_function_response_two');
    await s.unrecorded(s.lambda.invoke(fn));
  }),

  invocation('TestLambdaVersions::test_function_update_during_invoke', async (s) => {
    // The update is made while the first version of the code runs, which ends as it began.
    const source = (variant: string) => `
import urllib.request
def handler(event, context):
    urllib.request.urlopen(event["url"]).read()
    return {"function_version": context.function_version, "request_id": context.aws_request_id,
            "request_prefix": event["request_prefix"], "function_variant": "${variant}"}
`;
    await s.prepare(pythonFunction(s, source('variant-1')));
    await using point = await openMeetingPoint();
    const Payload = JSON.stringify({ url: point.url, request_prefix: '1-sleep' });
    const call = s.lambda.invoke({ ...fn, Payload });
    await point.met;
    const ZipFile = s.packageWith({ 'handler.py': source('variant-2') });
    await s.lambda.updateFunctionCode({ ...fn, ZipFile });
    await s.settle();
    point.release();
    await s.item('invoke_response_before', call);
  }),

  invocation('TestLambdaVersions::test_async_invoke_queue_upon_function_update', async (s) => {
    // One at a time: the first runs while the others queue and the code changes.
    const source = (variant: string) => `
import urllib.request
def handler(event, context):
    urllib.request.urlopen(event["url"] + "?" + event["request_prefix"] + "--${variant}").read()
`;
    await using point = await openMeetingPoint();
    const send = async (first: number, last: number, word: string) => {
      for (let ordinal = first; ordinal <= last; ordinal += 1) {
        const request_prefix = `${String(ordinal).padStart(2, '0')}-${word}`;
        const Payload = JSON.stringify({ url: point.url, request_prefix });
        await s.lambda.invoke({ ...fn, InvocationType: 'Event', Payload });
      }
    };
    await s.prepare(pythonFunction(s, source('variant-1')));
    await s.lambda.putFunctionConcurrency({ ...fn, ReservedConcurrentExecutions: 1 });
    await send(1, 1, 'sleep');
    // Moving the clock ends when all that it has started has: not before the function goes on.
    const moves = [s.platform.advance(1)];
    await point.met;
    await send(2, 10, 'before');
    const ZipFile = s.packageWith({ 'handler.py': source('variant-2') });
    await s.lambda.updateFunctionCode({ ...fn, ZipFile });
    moves.push(s.platform.advance(1_000));
    while (await isUpdating(s));
    await send(11, 15, 'after');
    point.release();
    await Promise.all(moves);
    // What was throttled comes again, later each time, for six hours.
    for (let minutes = 0; minutes < 360 && point.came.length < 15; minutes += 1) await s.platform.advance(60_000);
    s.value('async_invoke_history_sorted', point.came.toSorted());
  }),

  invocation('TestLambdaBehavior::test_mixed_architecture', async (s) => {
    await s.createItem('create_function_response', pythonFunction(s, pythonEcho, { Architectures: ['x86_64'] }));
    await s.unrecorded(s.lambda.invoke(fn));
    const ZipFile = s.packageWith({ 'handler.py': pythonEcho, 'index.js': nodeEcho });
    const update = { ...fn, ZipFile, Architectures: ['arm64' as const] };
    await s.item('update_function_code_response', s.lambda.updateFunctionCode(update));
    await s.settle();
    await s.unrecorded(s.lambda.invoke(fn));
  }),
];
