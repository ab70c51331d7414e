/** Functions: creating, reading, updating and deleting them. */
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { scenario, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };

export const functionScenarios: readonly Scenario[] = [
  scenario('TestLambdaFunction::test_function_lifecycle', async (s) => {
    await s.createItem('create_response', { MemorySize: 256, Timeout: 5 });
    await s.item('get_function_response', s.lambda.send(new GetFunctionCommand(fn)));
    const update = {
      ...fn,
      Runtime: 'python3.11',
      Description: 'Changed-Description',
      MemorySize: 512,
      Timeout: 10,
      Environment: { Variables: { ENV_A: 'a' } },
    } as const;
    await s.item('update_func_conf_response', s.lambda.send(new UpdateFunctionConfigurationCommand(update)));
    await s.settle();
    await s.item('get_function_response_postupdate', s.lambda.send(new GetFunctionCommand(fn)));
    const code = { ...fn, ZipFile: s.package('second') };
    await s.item('update_code_response', s.lambda.send(new UpdateFunctionCodeCommand(code)));
    await s.settle();
    await s.item('get_function_response_postcodeupdate', s.lambda.send(new GetFunctionCommand(fn)));
    await s.item('delete_response', s.lambda.send(new DeleteFunctionCommand(fn)));
    await s.refusal('delete_postdelete', s.lambda.send(new GetFunctionCommand(fn)));
  }),
];
