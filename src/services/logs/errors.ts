import { ApiError } from '../../aws/api-error.ts';
import type { Violations } from '../../aws/violation.ts';

export const invalidParameter = (message: string): ApiError => new ApiError('InvalidParameterException', message);

export const groupNotFound = (): ApiError =>
  new ApiError('ResourceNotFoundException', 'The specified log group does not exist.');

export const streamNotFound = (): ApiError =>
  new ApiError('ResourceNotFoundException', 'The specified log stream does not exist.');

export const invalidToken = (): ApiError => invalidParameter('The specified nextToken is invalid.');

/** Another caller changes the same thing without end. */
export const aborted = (): ApiError =>
  new ApiError(
    'OperationAbortedException',
    'A conflicting operation is currently in progress against this resource. Please try again.',
  );

/**
 * Words what an input violates as CloudWatch Logs does, which has an error type of its own for it and
 * one text for all names that are too long.
 */
export function describeViolation({ message }: Violations, input: Readonly<Record<string, unknown>>): ApiError {
  const names = [input['logGroupName'], input['logStreamName']];
  if (names.some((name) => typeof name === 'string' && name.length > 512)) {
    return invalidParameter('Invalid LogGroup or LogStream, both must have length less than or equal to 512.');
  }
  const transformations = input['metricTransformations'];
  if (Array.isArray(transformations) && transformations.length > 1) {
    const printed = transformations.map((transformation) => printTransformation(transformation)).join(', ');
    return invalidParameter(
      `1 validation error detected: Value '[${printed}]' at 'metricTransformations' failed to satisfy constraint: Member must have length less than or equal to 1`,
    );
  }
  return invalidParameter(message);
}

const printedMembers = ['metricName', 'metricNamespace', 'metricValue', 'defaultValue', 'unit', 'dimensions'];

/** As the Java of AWS prints it. */
function printTransformation(transformation: unknown): string {
  const members = new Map(Object.entries(Object(transformation)));
  const printed = printedMembers.map((name) => `${name}=${String(members.get(name) ?? null)}`);
  return `MetricTransformation(${printed.join(', ')})`;
}
