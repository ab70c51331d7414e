/**
 * Which versions an alias may point at, in the order in which AWS finds fault. The model's own
 * constraints (patterns, weights between 0 and 1) are checked before.
 */
import { ApiError } from '../../../aws/api-error.ts';
import { functionNotFound, invalidParameter } from '../errors.ts';
import type { AliasRecord, FunctionSettings } from './function.ts';

/** What a request says of additional versions; `undefined`: nothing. */
export type AdditionalWeights = Readonly<Record<string, number>> | undefined;

/** The settings of a version, or `undefined` where there is no such version. */
export type FindSettings = (version: string) => FunctionSettings | undefined;

export interface Routing {
  readonly functionVersion: string;
  readonly additional?: NonNullable<AliasRecord['additional']>;
}

/** Reads the weights of a request; an empty map means that the alias has none. */
export function parseAdditional(weights: AdditionalWeights): ApiError | Routing['additional'] {
  const [first, second] = Object.entries(weights ?? {});
  if (second !== undefined)
    return invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  return first === undefined ? undefined : { version: first[0], weight: first[1] };
}

/** Why the alias cannot route so; `undefined`: it can. `unqualifiedArn` is the function's. */
export function whyNotRoutable(routing: Routing, find: FindSettings, unqualifiedArn: string): ApiError | undefined {
  const { functionVersion, additional } = routing;
  const primary = find(functionVersion);
  if (primary === undefined) return functionNotFound(`${unqualifiedArn}:${functionVersion}`);
  if (additional === undefined) return undefined;
  // `$LATEST` can change between two calls, so AWS lets no weight stand beside it. Nor do we.
  if (functionVersion === '$LATEST') {
    // Recorded without the `Type` that the others carry.
    return new ApiError(
      'InvalidParameterValueException',
      '$LATEST is not supported for an alias pointing to more than 1 version',
    );
  }
  if (additional.version === functionVersion) {
    return invalidParameter(
      `Invalid function version ${functionVersion}. Function version ${functionVersion} is already included in routing configuration.`,
    );
  }
  const second = find(additional.version);
  if (second === undefined) return functionNotFound(`${unqualifiedArn}:${additional.version}`);
  if (primary.role !== second.role)
    return invalidParameter('Specified versions must be associated with the same execution role');
  if (primary.deadLetterTargetArn !== second.deadLetterTargetArn) {
    return invalidParameter('Specified versions must be associated with the same dead-letter queue configuration');
  }
  return undefined;
}
