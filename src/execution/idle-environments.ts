/** Which idle environments are given up, and in which order. */
import type { ExecutionEnvironment } from './execution-environment.ts';
import type { VersionPool } from './version-pool.ts';

export interface IdleEnvironment {
  readonly pool: VersionPool;
  readonly environment: ExecutionEnvironment;
}

/** Those that may be given up, the one that has been idle longest first; what is provisioned stays. */
export function listIdle(pools: readonly VersionPool[]): readonly IdleEnvironment[] {
  return pools
    .flatMap((pool) => pool.idle.map((environment) => ({ pool, environment })))
    .filter(({ pool, environment }) => !isProvisioned(pool, environment))
    .toSorted((one, other) => one.environment.idleSince - other.environment.idleSince);
}

export function provisioned(pool: VersionPool): readonly ExecutionEnvironment[] {
  return [...pool.environments].filter(({ initializationType }) => initializationType === 'provisioned-concurrency');
}

export function isProvisioned(pool: VersionPool, environment: ExecutionEnvironment): boolean {
  return pool.provisionedCount > 0 && environment.initializationType === 'provisioned-concurrency';
}

/** Whether it is one of more than are provisioned now. */
export function isSurplus(pool: VersionPool, environment: ExecutionEnvironment): boolean {
  return (
    environment.initializationType === 'provisioned-concurrency' && provisioned(pool).length > pool.provisionedCount
  );
}
