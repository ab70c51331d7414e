/** SnapStart: only that it is asked for is shown; Serin takes no snapshots. */
import { scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };

/** The handlers that the recorded tests gave the functions of a runtime. */
const handlers = {
  java11: 'echo.Handler',
  java17: 'echo.Handler',
  java21: 'echo.Handler',
  java25: 'echo.Handler',
  'python3.12': 'handler.handler',
  'python3.13': 'handler.handler',
  dotnet8: 'dotnet::Dotnet.Function::FunctionHandler',
  dotnet10: 'dotnet::Dotnet.Function::FunctionHandler',
} as const;
// Object.entries forgets the names of the keys.
const runtimes = Object.entries(handlers) as [keyof typeof handlers, string][];

export const snapStartScenarios: readonly Scenario[] = [
  ...runtimes.flatMap(([Runtime, Handler]) => {
    const input = { Runtime, Handler, MemorySize: 1024, Timeout: 5 };
    return [
      scenario(`TestLambdaSnapStart::test_snapstart_lifecycle[${Runtime}]`, async (s) => {
        await s.item('create_function_response', s.create(input));
        await s.settle();
        await s.item('get_function_response_latest', s.lambda.getFunction(fn));
        await s.lambda.publishVersion({ ...fn, Description: 'version1' });
        await s.item('get_function_response_version_1', s.lambda.getFunction({ ...fn, Qualifier: '1' }));
      }),
      scenario(`TestLambdaSnapStart::test_snapstart_update_function_configuration[${Runtime}]`, async (s) => {
        await s.item('create_function_response', s.create(input));
        await s.settle();
        const update = { ...fn, SnapStart: { ApplyOn: 'PublishedVersions' } } as const;
        await s.item('update_function_response', s.lambda.updateFunctionConfiguration(update));
      }),
    ];
  }),

  scenario('TestLambdaSnapStart::test_snapstart_exceptions', async (s) => {
    // The recorded test sent on purpose what no type admits.
    const invalid = { SnapStart: { ApplyOn: 'invalidOption' as 'None' } };
    await s.refusal('create_function_invalid_snapstart_apply', s.create(invalid));
  }),
];
