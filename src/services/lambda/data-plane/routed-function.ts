import type { AliasRoute, VersionRoute } from '../routing-change.ts';
import { LowVariancePicker } from '../weighted-routing.ts';
import { type AccountConcurrency, FunctionConcurrency, ProvisionedShare } from './concurrency.ts';
import { MeasuredTarget } from './metric-recorder.ts';
import { noServiceAccess } from './service-access.ts';

/** What a caller can name: a function, one of its versions, `$LATEST` included, or an alias. */
export class Target {
  readonly fn: RoutedFunction;
  /** Absent: the function's name alone. */
  readonly qualifier: string | undefined;
  /** The function's ARN, with the qualifier that was named. */
  readonly arn: string;
  /** `name` or `name:qualifier`, as AWS's metrics call it. */
  readonly resource: string;
  /** Where an alias points; absent for everything else. */
  alias: AliasRoute | undefined;
  /** Which services its resource policy lets in. */
  access = noServiceAccess;
  readonly picker = new LowVariancePicker();
  readonly share = new ProvisionedShare();
  readonly measured = new MeasuredTarget();
  /** Calls of this very name that run now. */
  running = 0;

  constructor(fn: RoutedFunction, qualifier: string | undefined) {
    this.fn = fn;
    this.qualifier = qualifier;
    this.arn = qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`;
    this.resource = qualifier === undefined ? fn.name : `${fn.name}:${qualifier}`;
  }

  /** The version that takes calls, or most of them. */
  get version(): string {
    return this.alias?.version ?? this.qualifier ?? '$LATEST';
  }

  /** Whether there is anything behind the name. */
  get exists(): boolean {
    return this.fn.versions.has(this.version);
  }
}

export interface FunctionName {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  readonly arn: string;
}

/** A function with all that its calls need. Its parts change while calls run. */
export class RoutedFunction {
  readonly region: string;
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  readonly concurrency: FunctionConcurrency;
  readonly versions = new Map<string, VersionRoute>();
  /** By qualifier. */
  readonly targets = new Map<string, Target>();
  /** What the function's name alone stands for. */
  readonly unqualified: Target;

  constructor(name: FunctionName, account: AccountConcurrency) {
    this.region = name.region;
    this.account = name.account;
    this.name = name.name;
    this.arn = name.arn;
    this.concurrency = new FunctionConcurrency(account);
    this.unqualified = new Target(this, undefined);
  }

  /** What the qualifier stands for, if it stands for anything. */
  find(qualifier: string | undefined): Target | undefined {
    const target = qualifier === undefined ? this.unqualified : this.targets.get(qualifier);
    return target?.exists === true ? target : undefined;
  }

  /** The target of that name, made where there is none. */
  target(qualifier: string): Target {
    const known = this.targets.get(qualifier);
    if (known !== undefined) return known;
    const target = new Target(this, qualifier);
    this.targets.set(qualifier, target);
    return target;
  }

  provision(qualifier: string, count: number): void {
    if (count > 0 || this.targets.has(qualifier)) this.concurrency.provision(this.target(qualifier).share, count);
  }

  deleteTarget(qualifier: string): void {
    this.provision(qualifier, 0);
    this.targets.delete(qualifier);
  }
}
