/**
 * What every invocation is looked up in: the sum of all routing changes, in memory.
 *
 * Changes may come in any order, as when they are projected from the store at the start: a function
 * is found once its own change has come.
 */
import { parseArn } from '../../../aws/arn.ts';
import { invariant } from '../../../invariant.ts';
import type { RoutingChange, UrlRoute, VersionRoute } from '../routing-change.ts';
import { AccountConcurrency } from './concurrency.ts';
import { RoutedFunction } from './routed-function.ts';
import { ServiceAccess } from './service-access.ts';

/** One account in one region. */
interface Scope {
  readonly concurrency: AccountConcurrency;
  /** By name. */
  readonly functions: Map<string, RoutedFunction>;
}

export class RoutingTable {
  readonly #accountConcurrency: number;
  readonly #retire: (versionKey: string) => void;
  readonly #scopes = new Map<string, Map<string, Scope>>();
  /** By ARN, those included whose own change has not come yet. */
  readonly #functions = new Map<string, RoutedFunction>();
  readonly #urls = new Map<string, UrlRoute>();

  /** `retire` is told of every version that no further call can reach. */
  constructor(options: { readonly accountConcurrency: number; readonly retire: (versionKey: string) => void }) {
    this.#accountConcurrency = options.accountConcurrency;
    this.#retire = options.retire;
  }

  find(region: string, account: string, name: string): RoutedFunction | undefined {
    return this.#scopes.get(region)?.get(account)?.functions.get(name);
  }

  findByArn(functionArn: string): RoutedFunction | undefined {
    const fn = this.#functions.get(functionArn);
    return fn === undefined ? undefined : this.find(fn.region, fn.account, fn.name);
  }

  findUrl(urlId: string): UrlRoute | undefined {
    return this.#urls.get(urlId);
  }

  apply(change: RoutingChange): void {
    switch (change.kind) {
      case 'function': {
        const fn = this.#function(change.functionArn);
        fn.concurrency.reserve(change.route.reservedConcurrency);
        this.#scope(fn.region, fn.account).functions.set(fn.name, fn);
        return;
      }
      case 'function-deleted':
        this.#deleteFunction(change.functionArn);
        return;
      case 'version':
        this.#putVersion(this.#function(change.functionArn), change.version, change.route);
        return;
      case 'version-deleted':
        this.#deleteVersion(change.functionArn, change.version);
        return;
      case 'alias':
        this.#function(change.functionArn).target(change.alias).alias = change.route;
        return;
      case 'alias-deleted':
        this.#functions.get(change.functionArn)?.deleteTarget(change.alias);
        return;
      case 'provisioned':
        this.#function(change.functionArn).provision(change.qualifier, change.count);
        return;
      case 'grants': {
        const fn = this.#function(change.functionArn);
        const target = change.qualifier === undefined ? fn.unqualified : fn.target(change.qualifier);
        target.access = new ServiceAccess(change.grants);
        return;
      }
      case 'url':
        this.#urls.set(change.urlId, change.route);
        return;
      case 'url-deleted':
        this.#urls.delete(change.urlId);
    }
  }

  #deleteFunction(functionArn: string): void {
    const fn = this.#functions.get(functionArn);
    if (fn === undefined) return;
    this.#functions.delete(functionArn);
    this.#scope(fn.region, fn.account).functions.delete(fn.name);
    for (const qualifier of fn.targets.keys()) fn.provision(qualifier, 0);
    // What still runs counts as the account's until it ends.
    fn.concurrency.reserve(undefined);
    for (const route of fn.versions.values()) this.#retireRoute(route);
  }

  #putVersion(fn: RoutedFunction, version: string, route: VersionRoute): void {
    const before = fn.versions.get(version);
    fn.versions.set(version, route);
    fn.target(version);
    if (before !== undefined && !isSameVersion(before, route)) this.#retireRoute(before);
  }

  #deleteVersion(functionArn: string, version: string): void {
    const fn = this.#functions.get(functionArn);
    const route = fn?.versions.get(version);
    if (fn === undefined || route === undefined) return;
    fn.versions.delete(version);
    fn.deleteTarget(version);
    this.#retireRoute(route);
  }

  #retireRoute(route: VersionRoute): void {
    if (route.phase === 'active') this.#retire(route.spec.key);
  }

  #function(functionArn: string): RoutedFunction {
    const known = this.#functions.get(functionArn);
    if (known !== undefined) return known;
    const arn = parseArn(functionArn);
    invariant(
      arn !== undefined && arn.resource.startsWith('function:'),
      'a routing change names its function by its ARN',
    );
    const name = {
      region: arn.region,
      account: arn.account,
      name: arn.resource.slice('function:'.length),
      arn: functionArn,
    };
    const fn = new RoutedFunction(name, this.#scope(arn.region, arn.account).concurrency);
    this.#functions.set(functionArn, fn);
    return fn;
  }

  #scope(region: string, account: string): Scope {
    const accounts = this.#scopes.get(region) ?? new Map<string, Scope>();
    const scope = accounts.get(account) ?? {
      concurrency: new AccountConcurrency(this.#accountConcurrency),
      functions: new Map(),
    };
    this.#scopes.set(region, accounts.set(account, scope));
    return scope;
  }
}

function isSameVersion(one: VersionRoute, other: VersionRoute): boolean {
  return one.phase === 'active' && other.phase === 'active' && one.spec.key === other.spec.key;
}
