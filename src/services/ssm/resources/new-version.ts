/** What is put under a name, held against the rules that AWS has for it. */
import { runInNewContext } from 'node:vm';
import { ApiError } from '../../../aws/api-error.ts';
import { invalid } from '../errors.ts';
import type { ParameterType, ParameterVersion, Tier } from './parameter.ts';

export interface PutRequest {
  readonly Value?: string | undefined;
  readonly Type?: string | undefined;
  readonly KeyId?: string | undefined;
  readonly Description?: string | undefined;
  readonly AllowedPattern?: string | undefined;
  readonly Tier?: string | undefined;
  readonly DataType?: string | undefined;
  readonly Policies?: string | undefined;
}

const standardBytesMax = 4096;
const advancedBytesMax = 8192;
/** A pattern that takes longer on a value of such a size takes for ever. */
const patternTimeoutMs = 100;
const defaultKey = 'alias/aws/ssm';
const dataTypes: ReadonlySet<string> = new Set(['text', 'aws:ec2:image', 'aws:ssm:integration']);

export type NewVersion = Omit<ParameterVersion, 'version' | 'sealed' | 'modifiedAt' | 'modifiedBy'>;

/** What a request leaves out stays as it was in the version before. */
export function parseNewVersion(input: PutRequest, previous: ParameterVersion | undefined): NewVersion {
  const value = requireValue(input.Value);
  if (input.Policies !== undefined && !/^\s*(\[\s*\]|\{\s*\})\s*$/.test(input.Policies))
    throw new ApiError(
      'InvalidPolicyTypeException',
      'Serin carries out no policies of parameters: leave Policies out.',
    );
  const type = requireType(input.Type, previous);
  const dataType = requireDataType(input.DataType ?? previous?.dataType ?? 'text', type);
  const description = input.Description ?? previous?.description;
  const allowedPattern = input.AllowedPattern ?? previous?.allowedPattern;
  requireMatch(value, allowedPattern);
  const keyId = type === 'SecureString' ? (input.KeyId ?? previous?.keyId ?? defaultKey) : undefined;
  // AWS's text is not known.
  if (input.KeyId !== undefined && type !== 'SecureString') throw invalid('KeyId is allowed for SecureString alone.');
  return {
    type,
    value,
    ...(keyId !== undefined && { keyId }),
    ...(description !== undefined && description !== '' && { description }),
    ...(allowedPattern !== undefined && allowedPattern !== '' && { allowedPattern }),
    dataType,
    tier: requireTier(input.Tier, value, previous),
  };
}

function requireValue(value: string | undefined): string {
  if (value === undefined || value === '')
    throw invalid(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  if (/\{\{[^{}]*\}\}/.test(value))
    throw invalid('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
  return value;
}

function requireType(given: string | undefined, previous: ParameterVersion | undefined): ParameterType {
  const type = given ?? previous?.type;
  if (type !== 'String' && type !== 'StringList' && type !== 'SecureString')
    throw invalid('A parameter type is required when you create a parameter.');
  const isChanged = previous !== undefined && previous.type !== type;
  if (isChanged && (previous.type === 'SecureString' || type === 'SecureString'))
    throw new ApiError(
      'HierarchyTypeMismatchException',
      "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a " +
        'parameter from a String type to a SecureString type. You must create a new, unique parameter.',
    );
  return type;
}

function requireDataType(dataType: string, type: ParameterType): string {
  if (!dataTypes.has(dataType))
    throw invalid(`The following data type is not supported: ${dataType} (Data type names are all lowercase.)`);
  // AWS's text is not known.
  if (dataType !== 'text' && type === 'StringList')
    throw invalid(`A StringList cannot have the data type ${dataType}.`);
  return dataType;
}

function requireTier(given: string | undefined, value: string, previous: ParameterVersion | undefined): Tier {
  const bytes = Buffer.byteLength(value);
  if (bytes > advancedBytesMax)
    throw invalid(
      `Advanced tier parameters support a maximum parameter value of ${advancedBytesMax} characters. ` +
        `Reduce the value's length and try again.`,
    );
  if (given === 'Standard' && previous?.tier === 'Advanced')
    throw invalid(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter " +
        'tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a ' +
        'standard parameter.',
    );
  if (given === 'Advanced' || previous?.tier === 'Advanced') return 'Advanced';
  if (bytes <= standardBytesMax) return 'Standard';
  if (given === 'Intelligent-Tiering') return 'Advanced';
  throw invalid(
    `Standard tier parameters support a maximum parameter value of ${standardBytesMax} characters. To create a larger ` +
      'parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see ' +
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
  );
}

function requireMatch(value: string, pattern: string | undefined): void {
  if (pattern === undefined || pattern === '') return;
  if (!isMatch(value, pattern))
    throw new ApiError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
}

/** Some patterns of users would hold the whole process up, so they run where they can be broken off. */
function isMatch(value: string, pattern: string): boolean {
  try {
    return (
      runInNewContext('new RegExp(pattern).test(value)', { pattern, value }, { timeout: patternTimeoutMs }) === true
    );
  } catch {
    throw new ApiError(
      'InvalidAllowedPatternException',
      `The request does not meet the regular expression requirement. AllowedPattern: ${pattern}`,
    );
  }
}
