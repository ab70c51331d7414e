/** LoggingConfig: what is filled in, kept and dropped when only a part of it is given. */
import type { LoggingConfig } from '@aws-sdk/client-lambda';
import { scenario, type Replay, type Scenario } from '../scenario.ts';

const fn = { FunctionName: 'fn' };

async function createAndRead(s: Replay, logging?: LoggingConfig): Promise<void> {
  const input = { MemorySize: 256, Timeout: 5 };
  await s.createItem('create_response', logging === undefined ? input : { ...input, LoggingConfig: logging });
  await s.item('get_function_response', s.lambda.getFunction(fn));
  await s.item('function_config', s.lambda.getFunctionConfiguration(fn));
}

async function update(s: Replay, logging: LoggingConfig, suffix = ''): Promise<void> {
  const input = { ...fn, LoggingConfig: logging };
  await s.item(`updated_config${suffix}`, s.lambda.updateFunctionConfiguration(input));
  await s.settle();
  await s.item(`received_config${suffix}`, s.lambda.getFunctionConfiguration(fn));
}

const parts: readonly LoggingConfig[] = [
  { LogFormat: 'JSON' },
  { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG' },
  { LogFormat: 'JSON', SystemLogLevel: 'DEBUG' },
  { LogGroup: 'cool_lambda' },
];

export const loggingScenarios: readonly Scenario[] = [
  scenario('TestLoggingConfig::test_function_advanced_logging_configuration', async (s) => {
    await createAndRead(s, { LogFormat: 'JSON' });
    await update(s, { LogGroup: 'cool_lambda' });
  }),

  scenario('TestLoggingConfig::test_advanced_logging_configuration_format_switch', async (s) => {
    await createAndRead(s);
    await update(s, { LogFormat: 'JSON' });
    await update(s, { LogFormat: 'Text' }, '_v2');
  }),

  ...parts.map((part, index) =>
    scenario(
      `TestLoggingConfig::test_function_partial_advanced_logging_configuration_update[partial_config${index}]`,
      async (s) => {
        await createAndRead(s);
        await update(s, part);
      },
    ),
  ),
];
