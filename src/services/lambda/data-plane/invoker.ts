/**
 * The one path that all invocations take: choose the version, claim concurrency, run, give back,
 * leave a record. Nothing is stored on the way.
 */
import {
  CapacityError,
  type ExecutionHost,
  type Invocation,
  type InvocationOutcome,
  type ResponseSink,
} from '../../../execution/execution-host.ts';
import type { Clock } from '../../../time/clock.ts';
import type { Random } from '../../../time/random.ts';
import { keyPosition, pickVersion, type RoutingMode } from '../weighted-routing.ts';
import type { Claim, ThrottleReason } from './concurrency.ts';
import { functionNotFound, functionNotReady, throttled } from './invocation-errors.ts';
import type { InvocationRecord } from './invocation-record.ts';
import type { MeasuredTarget } from './metric-recorder.ts';
import type { Target } from './routed-function.ts';

const responseBytesMax = 6_291_556;

export interface InvokerDependencies {
  readonly host: ExecutionHost;
  readonly clock: Clock;
  readonly random: Random;
  readonly routingMode: RoutingMode;
  readonly record: RecordInvocation;
}

/** Takes what an invocation leaves behind, and what its target keeps for that. Must not wait and must not throw. */
export type RecordInvocation = (record: InvocationRecord, measured: MeasuredTarget) => void;

/** A call as it reaches a function, whichever way it came. */
export interface Call {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** JSON. */
  readonly clientContext: string | undefined;
  readonly traceId: string | undefined;
  readonly wantsLogTail: boolean;
  /** Makes the choice of the version sticky, where the routing mode is. */
  readonly routingKey: string | undefined;
  /** Takes the answer as it comes, where the function streams it; asked for once the version is chosen. */
  readonly response?: (executedVersion: string) => ResponseSink;
}

export interface Answer {
  readonly executedVersion: string;
  readonly outcome: InvocationOutcome;
}

export class Invoker {
  readonly #host: ExecutionHost;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #mode: RoutingMode;
  readonly #record: RecordInvocation;

  constructor(dependencies: InvokerDependencies) {
    this.#host = dependencies.host;
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
    this.#mode = dependencies.routingMode;
    this.#record = dependencies.record;
  }

  /** Runs the call; throws `ApiError` where AWS refuses it before the function runs. */
  async run(target: Target, call: Call): Promise<Answer> {
    const { fn, share } = target;
    const executedVersion = this.#chooseVersion(target, call.routingKey);
    const route = fn.versions.get(executedVersion);
    if (route === undefined) throw functionNotFound(fn.arn, target.qualifier);
    if (route.phase === 'unready') throw functionNotReady(route.state);
    const claim = fn.concurrency.claim(share);
    if (claim !== 'on-demand' && claim !== 'provisioned') throw this.#throttle(target, executedVersion, claim);
    target.running += 1;
    const concurrency = countRunning(target, claim);
    try {
      const outcome = withinLimit(
        await this.#host.invoke(route.spec, describeInvocation(target, executedVersion, call)),
      );
      this.#record(describeRun(target, executedVersion, outcome, concurrency), target.measured);
      return { executedVersion, outcome };
    } catch (error) {
      if (error instanceof CapacityError)
        throw this.#throttle(target, executedVersion, 'ConcurrentInvocationLimitExceeded');
      throw error;
    } finally {
      target.running -= 1;
      fn.concurrency.release(claim, share);
    }
  }

  /** What makes this call's version sticky: an entry of that name, among headers or in the client context. */
  routingKey(entries: Readonly<Record<string, unknown>>): string | undefined {
    if (this.#mode.kind !== 'sticky') return undefined;
    const value = entries[this.#mode.header] ?? entries[this.#mode.header.toLowerCase()];
    return typeof value === 'string' ? value : undefined;
  }

  #chooseVersion(target: Target, routingKey: string | undefined): string {
    const { alias } = target;
    if (alias?.additional === undefined) return target.version;
    switch (this.#mode.kind) {
      case 'random':
        return pickVersion(alias, this.#random.draw());
      case 'lowVariance':
        return target.picker.pick(alias);
      case 'sticky':
        return pickVersion(alias, routingKey === undefined ? this.#random.draw() : keyPosition(routingKey));
    }
  }

  #throttle(target: Target, executedVersion: string, reason: ThrottleReason): Error {
    this.#record(describeThrottle(target, executedVersion, this.#clock.now()), target.measured);
    return throttled(reason);
  }
}

function describeInvocation(target: Target, executedVersion: string, call: Call): Invocation {
  const invocation: { -readonly [Name in keyof Invocation]: Invocation[Name] } = {
    requestId: call.requestId,
    payload: call.payload,
    invokedFunctionArn: target.arn,
    wantsLogTail: call.wantsLogTail,
  };
  if (call.clientContext !== undefined) invocation.clientContext = call.clientContext;
  if (call.traceId !== undefined) invocation.traceId = call.traceId;
  if (call.response !== undefined) invocation.response = call.response(executedVersion);
  return invocation;
}

/** An answer that is too large becomes the error that AWS makes of it. */
function withinLimit(outcome: InvocationOutcome): InvocationOutcome {
  if (outcome.payload.length <= responseBytesMax) return outcome;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${responseBytesMax} bytes).`;
  const payload = Buffer.from(JSON.stringify({ errorMessage, errorType: 'Function.ResponseSizeTooLarge' }));
  return { ...outcome, payload, functionError: 'Unhandled' };
}

/** What runs at the moment an invocation begins, itself included. */
interface Running {
  readonly inTarget: number;
  readonly inFunction: number;
  readonly inAccount: number;
  readonly unreserved: number;
  readonly provisioned: number;
  readonly provisioning: InvocationRecord['provisioning'];
}

function countRunning(target: Target, claim: Claim | undefined): Running {
  const { concurrency } = target.fn;
  const { count, running } = target.share;
  return {
    inTarget: target.running,
    inFunction: concurrency.running,
    inAccount: concurrency.account.running,
    unreserved: concurrency.account.unreservedRunning,
    provisioned: running,
    provisioning: claim === 'provisioned' ? 'provisioned' : count === 0 ? 'none' : 'spillover',
  };
}

function describeRun(
  target: Target,
  executedVersion: string,
  outcome: InvocationOutcome,
  running: Running,
): InvocationRecord {
  return {
    region: target.fn.region,
    account: target.fn.account,
    functionName: target.fn.name,
    functionArn: target.fn.arn,
    resource: target.resource,
    qualifier: target.qualifier,
    isAlias: target.alias !== undefined,
    isWeighted: target.alias?.additional !== undefined,
    executedVersion,
    result: outcome.functionError === undefined ? 'success' : 'function-error',
    startedAtMs: outcome.startedAtMs,
    durationMs: outcome.durationMs,
    initDurationMs: outcome.initDurationMs,
    maxMemoryUsedMiB: outcome.maxMemoryUsedMiB,
    targetConcurrency: running.inTarget,
    functionConcurrency: running.inFunction,
    accountConcurrency: running.inAccount,
    unreservedConcurrency: running.unreserved,
    provisioning: running.provisioning,
    provisionedCount: target.share.count,
    provisionedRunning: running.provisioned,
  };
}

function describeThrottle(target: Target, executedVersion: string, nowMs: number): InvocationRecord {
  const refused = { payload: new Uint8Array(), startedAtMs: nowMs, durationMs: 0, maxMemoryUsedMiB: 0 };
  return { ...describeRun(target, executedVersion, refused, countRunning(target, undefined)), result: 'throttle' };
}
