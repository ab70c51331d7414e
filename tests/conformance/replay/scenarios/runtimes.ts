/** Runtimes that AWS has retired. */
import { scenario, type Scenario } from '../scenario.ts';

const retired = [
  'dotnetcore3.1',
  'go1.x',
  'java8',
  'nodejs12.x',
  'nodejs14.x',
  'provided',
  'python3.7',
  'ruby2.7',
] as const;

export const runtimeScenarios: readonly Scenario[] = retired.map((runtime) =>
  scenario(
    `TestRuntimeValidation::test_create_deprecated_function_runtime_with_validation_enabled[${runtime}]`,
    async (s) => {
      await s.refusal('deprecation_error', s.create({ Runtime: runtime }));
    },
  ),
);
