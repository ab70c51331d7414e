/** The runtimes that AWS knows, in the order in which it lists them, and those it has retired. */
import type { ApiError } from '../../../aws/api-error.ts';
import { invalidParameter } from '../errors.ts';

const currentRuntimes = [
  'nodejs20.x',
  'python3.14',
  'provided.al2023',
  'python3.12',
  'python3.13',
  'nodejs24.x',
  'nodejs22.x',
  'java25',
  'python3.10',
  'python3.11',
  'java21',
  'ruby3.3',
  'ruby3.4',
  'ruby3.2',
  'python3.8',
  'python3.9',
  'java17',
  'nodejs16.x',
  'dotnet10',
  'dotnet8',
  'java11',
  'dotnet6',
  'nodejs18.x',
  'provided.al2',
  'java8.al2',
] as const;

const retiredRuntimes = [
  'dotnet5.0',
  'dotnet7',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'go1.x',
  'java8',
  'nodejs',
  'nodejs4.3',
  'nodejs4.3-edge',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'provided',
  'python2.7',
  'python3.6',
  'python3.7',
  'ruby2.5',
  'ruby2.7',
] as const;

/** AWS's own objection to a runtime; `undefined`: it has none. */
export function whyNoRuntime(runtime: string): ApiError | undefined {
  const isOneOf = (names: readonly string[]): boolean => names.includes(runtime);
  if (isOneOf(currentRuntimes)) return undefined;
  if (isOneOf(retiredRuntimes)) {
    return invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  return invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${currentRuntimes.join(', ')}] or be a valid ARN`,
  );
}
