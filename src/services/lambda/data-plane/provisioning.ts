/**
 * Keeps environments ready where concurrency is provisioned: for a version as many as were asked,
 * for an alias on the versions behind it, split by weight.
 */
import type { ExecutionHost, ProvisionOutcome, VersionSpec } from '../../../execution/execution-host.ts';
import { allocationOf } from '../resources/concurrency.ts';
import type { RoutedFunction, Target } from './routed-function.ts';

interface Allocation {
  readonly spec: VersionSpec;
  readonly count: number;
}

interface Allocated extends Allocation {
  readonly outcome: Promise<ProvisionOutcome>;
}

export class Provisioning {
  readonly #host: ExecutionHost;
  /** By function ARN, then by the version's key. */
  readonly #allocated = new Map<string, Map<string, Allocated>>();

  constructor(host: ExecutionHost) {
    this.#host = host;
  }

  /** Brings the host to what the function's routing asks for now; `undefined`: the function is gone. */
  follow(functionArn: string, fn: RoutedFunction | undefined): void {
    const before = this.#allocated.get(functionArn);
    const wanted = fn === undefined ? new Map<string, Allocation>() : allocate(fn);
    if (before === undefined && wanted.size === 0) return;
    const after = new Map<string, Allocated>();
    for (const [key, allocation] of wanted) {
      const current = before?.get(key);
      after.set(key, current?.count === allocation.count ? current : this.#provision(allocation));
    }
    for (const [key, { spec }] of before ?? []) if (!wanted.has(key)) this.#provision({ spec, count: 0 });
    if (after.size === 0) this.#allocated.delete(functionArn);
    else this.#allocated.set(functionArn, after);
  }

  /** Resolves once all environments of the target are ready, or to why one is not. */
  async outcome(target: Target): Promise<ProvisionOutcome> {
    const allocated = this.#allocated.get(target.fn.arn);
    for (const { spec } of allocationsOf(target)) {
      const outcome = await allocated?.get(spec.key)?.outcome;
      if (outcome?.kind === 'failed') return outcome;
    }
    return { kind: 'ready' };
  }

  #provision({ spec, count }: Allocation): Allocated {
    const failed = (error: unknown): ProvisionOutcome => ({
      kind: 'failed',
      reason: error instanceof Error ? error.message : String(error),
    });
    return { spec, count, outcome: this.#host.provision(spec, count).catch(failed) };
  }
}

function allocate(fn: RoutedFunction): Map<string, Allocation> {
  const wanted = new Map<string, Allocation>();
  for (const target of fn.targets.values()) {
    for (const { spec, count } of allocationsOf(target)) {
      wanted.set(spec.key, { spec, count: count + (wanted.get(spec.key)?.count ?? 0) });
    }
  }
  return wanted;
}

/** The same split as the API shows, of the versions that can run. */
function allocationsOf({ fn, alias, version, share }: Target): readonly Allocation[] {
  const pointed = alias === undefined ? version : { functionVersion: alias.version, additional: alias.additional };
  return allocationOf(pointed, share.count).flatMap(({ version: shared, count }) => {
    const route = fn.versions.get(shared);
    return count > 0 && route?.phase === 'active' ? [{ spec: route.spec, count }] : [];
  });
}
