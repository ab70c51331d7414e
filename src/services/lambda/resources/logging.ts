/** How a function's logging settings follow from a request and what was set before. */
import type { ApiError } from '../../../aws/api-error.ts';
import { invalidParameter } from '../errors.ts';
import type { Request } from '../wire.ts';
import type { LoggingSettings } from './function.ts';

const levelWithText =
  'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.';

/** What a function has that says nothing of logging. */
export function defaultLogging(functionName: string): LoggingSettings {
  return { format: 'Text', logGroup: `/aws/lambda/${functionName}` };
}

/** Members that the request leaves out stay; levels come with JSON and go with Text. */
export function mergeLogging(
  before: LoggingSettings,
  input: Request<'CreateFunction'>['LoggingConfig'],
): ApiError | LoggingSettings {
  if (input === undefined) return before;
  const format = input.LogFormat ?? before.format;
  const logGroup = input.LogGroup ?? before.logGroup;
  if (format === 'Text') {
    const hasLevel = input.ApplicationLogLevel !== undefined || input.SystemLogLevel !== undefined;
    return hasLevel ? invalidParameter(levelWithText) : { format, logGroup };
  }
  return {
    format,
    logGroup,
    applicationLogLevel: input.ApplicationLogLevel ?? before.applicationLogLevel ?? 'INFO',
    systemLogLevel: input.SystemLogLevel ?? before.systemLogLevel ?? 'INFO',
  };
}
