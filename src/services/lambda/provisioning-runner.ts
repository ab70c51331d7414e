/**
 * Carries provisioned concurrency out: for each configuration it asks the data plane for the
 * environments, follows the alias when it moves, and saves how it went.
 *
 * What is wanted follows from the store alone and environments live only as long as their host, so
 * a start simply asks for all of them again. No lease: each node keeps environments of its own, and
 * compare-and-set settles who tells the outcome.
 */
import { RevisionConflict, type CommittedChange, type Stored } from '../../storage/documents.ts';
import type { Timer } from '../../time/clock.ts';
import type { LambdaContext } from './context.ts';
import { findProvisionable } from './provisionable.ts';
import { findVersion } from './records.ts';
import { readAll } from '../../storage/read-all.ts';
import type { ProvisionedConcurrencyRecord, VersionShare } from './resources/attachments.ts';
import { allocationOf, isSameAllocation } from './resources/concurrency.ts';
import { functionArn } from './resources/function-reference.ts';
import { lambdaPrefix, parseKey, provisionedKey, type KeyParts, type Owner } from './resources/keys.ts';

export interface ProvisioningOptions {
  readonly context: Pick<LambdaContext, 'store' | 'clock'>;
  /**
   * Keeps `count` environments of a version initialised on behalf of a qualifier; 0 gives them back.
   * Resolves when they are ready, or to why they are not. Asking for what is there already is cheap.
   */
  provision(functionArn: string, qualifier: string, version: string, count: number): Promise<ProvisionOutcome>;
}

export type ProvisionOutcome = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly reason: string };

export interface ProvisioningRunner extends AsyncDisposable {
  /** Resolves when there is nothing left to do but to wait for a change, or for the next try. */
  settled(): Promise<void>;
}

const retryDelaysMs = [1_000, 5_000, 30_000, 60_000];

/** A configuration that this runner looks after. */
interface Charge {
  readonly owner: Owner;
  readonly name: string;
  readonly qualifier: string;
  /** Versions whose environments were asked for, to be given back when they are wanted no more. */
  held: ReadonlySet<string>;
  /** The work under way; `isStale`: something changed since it began, so it has to begin anew. */
  work: Promise<void> | undefined;
  isStale: boolean;
  failures: number;
  retry: Timer | undefined;
}

/** Starts to look after all configurations of the store, present and to come. */
export function startProvisioningRunner(options: ProvisioningOptions): ProvisioningRunner {
  return new Runner(options);
}

class Runner implements ProvisioningRunner {
  readonly #options: ProvisioningOptions;
  readonly #charges = new Map<string, Charge>();
  readonly #subscription: { cancel(): void };
  readonly #start: Promise<void>;
  #startRetry: Timer | undefined;
  #isStopped = false;

  constructor(options: ProvisioningOptions) {
    this.#options = options;
    this.#subscription = options.context.store.documents.watch(lambdaPrefix, (change) => this.#notice(change));
    this.#start = this.#begin(0);
  }

  async settled(): Promise<void> {
    await this.#start;
    for (;;) {
      const work = [...this.#charges.values()].flatMap((charge) => charge.work ?? []);
      if (work.length === 0) return;
      await Promise.all(work);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#subscription.cancel();
    this.#startRetry?.cancel();
    for (const charge of this.#charges.values()) charge.retry?.cancel();
    await this.settled();
  }

  async #begin(failures: number): Promise<void> {
    try {
      for await (const { key } of readAll(this.#options.context.store.documents, lambdaPrefix)) {
        const parts = parseKey(key);
        if (parts?.kind === 'provisioned') this.#run(this.#charge(key, parts));
      }
    } catch {
      // The store is away: what is read at the next try does not depend on this one.
      this.#startRetry = this.#later(failures, () => void this.#begin(failures + 1));
    }
  }

  /** A change of the configuration itself, or of the alias or version that it is for. */
  #notice({ key, value }: CommittedChange): void {
    const parts = parseKey(key);
    if (parts?.qualifier === undefined) return;
    const { owner, kind, name, qualifier } = parts;
    if (kind === 'provisioned' && (value !== undefined || this.#charges.has(key))) this.#run(this.#charge(key, parts));
    const aliasCharge = kind === 'alias' ? this.#charges.get(provisionedKey(owner, name, qualifier)) : undefined;
    if (aliasCharge !== undefined) this.#run(aliasCharge);
    if (kind !== 'version') return;
    for (const charge of this.#charges.values()) {
      const isSameFunction =
        charge.name === name && charge.owner.region === owner.region && charge.owner.account === owner.account;
      if (isSameFunction) this.#run(charge);
    }
  }

  #charge(key: string, { owner, name, qualifier = '' }: KeyParts): Charge {
    const known = this.#charges.get(key);
    if (known !== undefined) return known;
    const charge = {
      owner,
      name,
      qualifier,
      held: new Set<string>(),
      work: undefined,
      isStale: false,
      failures: 0,
      retry: undefined,
    };
    this.#charges.set(key, charge);
    return charge;
  }

  /** Begins the work, or has the one under way begin anew. One at a time, so that the last word is the newest. */
  #run(charge: Charge): void {
    if (this.#isStopped) return;
    charge.isStale = true;
    charge.retry?.cancel();
    charge.work ??= this.#work(charge).finally(() => {
      charge.work = undefined;
    });
  }

  async #work(charge: Charge): Promise<void> {
    while (charge.isStale && !this.#isStopped) {
      charge.isStale = false;
      try {
        await this.#bring(charge);
        charge.failures = 0;
      } catch (error) {
        if (error instanceof RevisionConflict) {
          charge.isStale = true;
          continue;
        }
        charge.retry = this.#later(charge.failures, () => this.#run(charge));
        charge.failures += 1;
      }
    }
  }

  /** Brings the environments to what the store asks for, and saves the outcome. */
  async #bring(charge: Charge): Promise<void> {
    const { documents } = this.#options.context.store;
    const { owner, name, qualifier } = charge;
    const key = provisionedKey(owner, name, qualifier);
    const stored = await documents.get<ProvisionedConcurrencyRecord>(key);
    const target = stored === undefined ? undefined : await findProvisionable(documents, { owner, name, qualifier });
    if (stored === undefined || target === undefined) {
      await this.#release(charge, []);
      if (stored === undefined && !charge.isStale) this.#charges.delete(key);
      return;
    }
    const wanted = allocationOf(target, stored.value.requested);
    // A version that is still being made is announced by a change of its record.
    if (await this.#isPending(charge, wanted)) return;
    const outcome = await this.#provision(charge, wanted);
    if (charge.isStale) return;
    await this.#save(stored, wanted, outcome);
    await this.#release(charge, wanted);
  }

  async #isPending({ owner, name }: Charge, wanted: readonly VersionShare[]): Promise<boolean> {
    for (const { version } of wanted) {
      const stored = await findVersion(this.#options.context.store.documents, owner, name, version);
      if (stored?.value.state.phase === 'pending') return true;
    }
    return false;
  }

  async #provision(charge: Charge, wanted: readonly VersionShare[]): Promise<ProvisionOutcome> {
    charge.held = new Set([...charge.held, ...wanted.map(({ version }) => version)]);
    const arn = functionArn(charge.owner, charge.name);
    for (const { version, count } of wanted) {
      const outcome = await this.#options.provision(arn, charge.qualifier, version, count);
      if (outcome.kind === 'failed') return outcome;
    }
    return { kind: 'ready' };
  }

  async #save(
    stored: Stored<ProvisionedConcurrencyRecord>,
    allocation: readonly VersionShare[],
    outcome: ProvisionOutcome,
  ): Promise<void> {
    const { key, revision, value } = stored;
    const status =
      outcome.kind === 'ready' ? ({ phase: 'ready' } as const) : ({ phase: 'failed', reason: outcome.reason } as const);
    if (value.status.phase === status.phase && isSameAllocation(value.allocation ?? [], allocation)) return;
    const changed: ProvisionedConcurrencyRecord = { ...value, status, allocation };
    await this.#options.context.store.documents.write([{ kind: 'put', key, value: changed, ifRevision: revision }]);
  }

  /** Gives back what is held of other versions. Only after the new ones are ready, so that no call meets a gap. */
  async #release(charge: Charge, wanted: readonly VersionShare[]): Promise<void> {
    const arn = functionArn(charge.owner, charge.name);
    for (const version of charge.held) {
      if (wanted.some((share) => share.version === version)) continue;
      await this.#options.provision(arn, charge.qualifier, version, 0);
    }
    charge.held = new Set(wanted.map(({ version }) => version));
  }

  #later(failures: number, callback: () => void): Timer {
    const { clock } = this.#options.context;
    return clock.setTimer(clock.now() + (retryDelaysMs[failures] ?? 60_000), callback);
  }
}
