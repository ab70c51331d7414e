/**
 * What an invocation leaves behind for metrics: one record each, of one shape, handed over without
 * waiting. Calls that were refused before any version was asked to run leave none.
 */
export interface InvocationRecord {
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  /** Unqualified. */
  readonly functionArn: string;
  /** What was named: `name` or `name:qualifier`. */
  readonly resource: string;
  readonly qualifier: string | undefined;
  /** Whether the qualifier is an alias, so that `ExecutedVersion` tells more than `resource`. */
  readonly isAlias: boolean;
  /** Whether the alias spread its calls over two versions. */
  readonly isWeighted: boolean;
  /** The version that ran, or that would have, had the call not been throttled. */
  readonly executedVersion: string;
  readonly result: 'success' | 'function-error' | 'throttle';
  /** Start on the platform's clock: the moment under which metrics count the call. */
  readonly startedAtMs: number;
  /** The handler's time; 0 where it did not run. */
  readonly durationMs: number;
  /** Only of a cold start. */
  readonly initDurationMs: number | undefined;
  readonly maxMemoryUsedMiB: number;
  /** Invocations that ran at the moment this one began, itself included. */
  readonly targetConcurrency: number;
  readonly functionConcurrency: number;
  readonly accountConcurrency: number;
  readonly unreservedConcurrency: number;
  /** `spillover`: environments are provisioned for the target, but all were busy. */
  readonly provisioning: 'none' | 'provisioned' | 'spillover';
  readonly provisionedCount: number;
  readonly provisionedRunning: number;
}
