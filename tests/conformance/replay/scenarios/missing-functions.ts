/** What is said of functions that are not there: missing, elsewhere, or meant by two qualifiers that disagree. */
import { scenario, type Replay, type Scenario } from '../scenario.ts';

interface Named {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

const calls: Readonly<Record<string, (s: Replay, input: Named) => Promise<object>>> = {
  delete_function: (s, input) => s.lambda.deleteFunction(input),
  get_function: (s, input) => s.lambda.getFunction(input),
  get_function_configuration: (s, input) => s.lambda.getFunctionConfiguration(input),
  get_function_url_config: (s, input) => s.lambda.getFunctionUrlConfig(input),
  get_function_code_signing_config: (s, input) => s.lambda.getFunctionCodeSigningConfig(input),
  get_function_event_invoke_config: (s, input) => s.lambda.getFunctionEventInvokeConfig(input),
  get_function_concurrency: (s, input) => s.lambda.getFunctionConcurrency(input),
  invoke: (s, input) => s.lambda.invoke(input),
};

type Call = (s: Replay, input: Named) => Promise<object>;

/** One scenario for each of the operations, which the recorded test took as its parameter. */
const forEach = (test: string, names: readonly string[], run: (s: Replay, call: Call) => Promise<unknown>) =>
  names.map((name) =>
    scenario(`TestLambdaFunction::${test}[${name}]`, async (s) => {
      const call = calls[name];
      if (call !== undefined) await run(s, call);
    }),
  );

const everyCall = Object.keys(calls);

export const missingFunctionScenarios: readonly Scenario[] = [
  ...forEach(
    'test_ops_with_arn_qualifier_mismatch',
    ['delete_function', 'get_function', 'get_function_configuration'],
    async (s, call) => {
      const arn = s.arn('some-function:$LATEST');
      await s.refusal('not_match_exception', call(s, { FunctionName: arn, Qualifier: 'v1' }));
      await s.refusal('match_exception', call(s, { FunctionName: arn, Qualifier: '$LATEST' }));
    },
  ),

  ...forEach(
    'test_ops_on_nonexisting_version',
    ['get_function', 'get_function_configuration', 'get_function_event_invoke_config'],
    async (s, call) => {
      await s.create();
      await s.settle();
      await s.refusal('version_not_found_exception', call(s, { FunctionName: 'fn', Qualifier: '1221' }));
    },
  ),

  scenario('TestLambdaFunction::test_delete_on_nonexisting_version', async (s) => {
    await s.create();
    await s.settle();
    await s.lambda.deleteFunction({ FunctionName: 'fn' });
    await s.refusal('delete_function_response_non_existent', s.lambda.deleteFunction({ FunctionName: 'fn' }));
    const qualified = s.lambda.deleteFunction({ FunctionName: 'fn', Qualifier: '1' });
    await s.refusal('delete_function_response_non_existent_with_qualifier', qualified);
  }),

  ...forEach(
    'test_ops_on_nonexisting_fn',
    everyCall.filter((name) => name !== 'invoke'),
    async (s, call) => {
      await s.refusal('not_found_exception', call(s, { FunctionName: 'no-such-function' }));
    },
  ),

  ...forEach('test_get_function_wrong_region', everyCall, async (s, call) => {
    const arn = `arn:aws:lambda:eu-west-1:${s.platform.account}:function:fn`;
    await s.refusal('wrong_region_exception', call(s, { FunctionName: arn }));
  }),
];
