/** What AWS asks of a function's settings beyond the model's constraints. Each tells why not, or `undefined`. */
import type { ApiError } from '../../../aws/api-error.ts';
import { invalidParameter, validationError } from '../errors.ts';

const environmentBytesMax = 4096;

const reservedVariables: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

export function whyNotEnvironment(variables: Readonly<Record<string, string>> | undefined): ApiError | undefined {
  if (variables === undefined) return undefined;
  const reserved = Object.keys(variables).filter((name) => reservedVariables.has(name));
  if (reserved.length > 0) {
    return invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) <= environmentBytesMax) return undefined;
  return invalidParameter(
    `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
  );
}

/** The model gives these bounds only in part: its own are those of capacity providers. */
export function whyNotSized(size: {
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
}): ApiError | undefined {
  const tooLarge = (path: string, value: number | undefined, max: number): ApiError | undefined =>
    value === undefined || value <= max
      ? undefined
      : validationError(
          `Value '${value}' at '${path}' failed to satisfy constraint: Member must have value less than or equal to ${max}`,
        );
  return tooLarge('timeout', size.Timeout, 900) ?? tooLarge('memorySize', size.MemorySize, 10_240);
}

const tagsMax = 50;

export function whyNotTags(tags: Readonly<Record<string, string>> | undefined): ApiError | undefined {
  return Object.keys(tags ?? {}).length > tagsMax
    ? invalidParameter('Number of tags exceeds resource tag limit.')
    : undefined;
}

/** Members that name features Serin has not: refused, so that nobody counts on them. */
export function whyUnsupported(input: Readonly<Record<string, unknown>>): ApiError | undefined {
  const unsupported = [
    'CodeSigningConfigArn',
    'ImageConfig',
    'PublishTo',
    'TenancyConfig',
    'CapacityProviderConfig',
    'DurableConfig',
  ];
  const found = unsupported.find((name) => input[name] !== undefined);
  if (found !== undefined)
    return invalidParameter(`Serin does not support ${found}. Remove it from the request and try again.`);
  if (input['S3ObjectStorageMode'] === 'REFERENCE') {
    return invalidParameter('Serin does not support S3ObjectStorageMode REFERENCE. Use COPY, which is the default.');
  }
  if (input['PackageType'] === 'Image') {
    return invalidParameter(
      'Serin does not run container images: PackageType Image is not supported. Use PackageType Zip.',
    );
  }
  return undefined;
}
