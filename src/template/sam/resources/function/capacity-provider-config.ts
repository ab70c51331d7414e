import { isAbsent, isFilled, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { refuseResource } from '../../refusal.ts';

const names = new Set(['Arn', 'PerExecutionEnvironmentMaxConcurrency', 'ExecutionEnvironmentMemoryGiBPerVCpu']);

/** The capacity provider of a function, as Lambda takes it. */
export function capacityProviderConfig(id: string, config: JsonValue | undefined): JsonObject | undefined {
  if (!isFilled(config) || !isObject(config)) return undefined;
  const problems = [
    ...(isAbsent(config['Arn']) ? ['Arn\n  field required (type=value_error.missing)'] : []),
    ...Object.keys(config)
      .filter((name) => !names.has(name))
      .map((name) => `${name}\n  extra fields not permitted (type=value_error.extra)`),
  ];
  if (problems.length > 0) {
    const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} for CapacityProviderConfig`;
    throw refuseResource(id, `Invalid CapacityProviderConfig: ${[count, ...problems].join('\n')}`);
  }
  const { Arn: arn, PerExecutionEnvironmentMaxConcurrency: concurrency } = config;
  return {
    LambdaManagedInstancesCapacityProviderConfig: withoutAbsent({
      CapacityProviderArn: arn,
      PerExecutionEnvironmentMaxConcurrency: concurrency,
      ExecutionEnvironmentMemoryGiBPerVCpu: config['ExecutionEnvironmentMemoryGiBPerVCpu'],
    }),
  };
}
