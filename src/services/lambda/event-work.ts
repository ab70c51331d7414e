/**
 * Works on one asynchronous event: an attempt, or the deliveries that follow the last one. What is
 * next is saved in the queue before it is done.
 */
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import type { AsynchronousEvent, DispatchOutcome } from './asynchronous-event.ts';
import {
  type DeliveryTarget,
  describeDelivery,
  describeFollowUp,
  type EventDelivery,
  type FinishedEvent,
} from './event-delivery.ts';
import type { EventLane, Running } from './event-lane.ts';
import { type EventState, eventOf, readState } from './event-message.ts';
import type { EventRecord } from './event-record.ts';
import {
  decideAfterAttempt,
  decideBeforeAttempt,
  type EventDecision,
  type EventPolicy,
  type EventProgress,
} from './event-retry.ts';
import type { EventInvokeRecord } from './resources/attachments.ts';
import type { FunctionRecord } from './resources/function.ts';
import { eventInvokeKey, functionKey } from './resources/keys.ts';

export interface EventWorkDependencies {
  readonly store: Pick<Store, 'documents' | 'queue'>;
  readonly clock: Clock;
  /** One attempt, made by the data plane. */
  readonly dispatch: (event: AsynchronousEvent) => Promise<DispatchOutcome>;
  /**
   * Hands a finished event to a target that is no Lambda function. A rejection is tried again for a
   * while; `undeliverable`: there is no way to that target.
   */
  readonly deliver: (delivery: EventDelivery) => Promise<'delivered' | 'undeliverable'>;
  /** Takes what metrics count. Must not wait and must not throw. */
  readonly record: (record: EventRecord) => void;
  /** Is told what failed and is tried again: the store, or a delivery. */
  readonly report: (problem: unknown) => void;
}

type Attempt = Extract<EventState, { phase: 'attempt' }>;
type Deliver = Extract<EventState, { phase: 'deliver' }>;

interface Finish {
  readonly state: Attempt;
  readonly event: AsynchronousEvent;
  readonly decision: Exclude<EventDecision, { kind: 'try-again' }>;
  readonly config: EventInvokeRecord | undefined;
}

const retriesDefault = 2;
const ageMaxSecondsDefault = 21_600;

/** For how long a delivery that fails is tried again. */
const deliveryFailuresMax = 20;

export class EventWork {
  readonly #dependencies: EventWorkDependencies;
  readonly #enqueue: (event: AsynchronousEvent) => Promise<void>;

  /** `enqueue` takes the events that finished ones give rise to. */
  constructor(dependencies: EventWorkDependencies, enqueue: (event: AsynchronousEvent) => Promise<void>) {
    this.#dependencies = dependencies;
    this.#enqueue = enqueue;
  }

  /** Does the event's next step. Rejects when the store fails; then nothing is settled. */
  async step(lane: EventLane, running: Running): Promise<void> {
    const state = readState(running.message);
    const event = eventOf(state, running.message);
    switch (state.phase) {
      case 'attempt':
        return this.#attempt(lane, running, state, event);
      case 'deliver':
        return this.#deliver(lane, running, state, event);
    }
  }

  async #attempt(lane: EventLane, running: Running, state: Attempt, event: AsynchronousEvent): Promise<void> {
    const { clock, dispatch } = this.#dependencies;
    const config = await this.#config(event);
    const policy = describePolicy(config);
    let decision = decideBeforeAttempt(state.progress, policy, clock.now());
    if (decision === undefined) {
      this.#record('attempted', event);
      const outcome = await dispatch(event).catch(describeFailure);
      decision = decideAfterAttempt(state.progress, outcome, policy, clock.now());
    }
    if (decision.kind === 'try-again') {
      const body: EventState = { phase: 'attempt', event: state.event, progress: decision.progress };
      return lane.release(running, { availableAtMs: decision.atMs, body });
    }
    if (decision.kind === 'forget' || decision.condition !== 'Success') this.#record('dropped', event);
    return this.#finish(lane, running, { state, event, decision, config });
  }

  async #finish(lane: EventLane, running: Running, { state, event, decision, config }: Finish): Promise<void> {
    if (decision.kind === 'forget') return lane.acknowledge(running);
    const { progress, condition } = decision;
    const deadLetterTargetArn = progress.deadLetterTargetArn ?? (await this.#unattemptedDeadLetter(progress, event));
    const targets = condition === 'Success' ? onSuccess(config) : onFailure(config, deadLetterTargetArn);
    if (targets.length === 0) return lane.acknowledge(running);
    const nowMs = this.#dependencies.clock.now();
    const body: EventState = {
      phase: 'deliver',
      event: state.event,
      progress,
      condition,
      finishedAtMs: nowMs,
      targets,
      failures: 0,
    };
    return lane.release(running, { availableAtMs: nowMs, body });
  }

  async #deliver(lane: EventLane, running: Running, state: Deliver, event: AsynchronousEvent): Promise<void> {
    const failed: DeliveryTarget[] = [];
    for (const target of state.targets) {
      const result = await this.#deliverTo(target, {
        event,
        condition: state.condition,
        progress: state.progress,
        finishedAtMs: state.finishedAtMs,
      });
      if (result === 'failed' && state.failures + 1 < deliveryFailuresMax) failed.push(target);
      else if (result !== 'delivered')
        this.#record(target.kind === 'destination' ? 'destination-failed' : 'dead-letter-failed', event);
    }
    if (failed.length === 0) return lane.acknowledge(running);
    const waitMs = Math.min(300_000, 1000 * 2 ** state.failures);
    const body: EventState = { ...state, targets: failed, failures: state.failures + 1 };
    return lane.release(running, { availableAtMs: this.#dependencies.clock.now() + waitMs, body });
  }

  async #deliverTo(target: DeliveryTarget, finished: FinishedEvent): Promise<'delivered' | 'undeliverable' | 'failed'> {
    const delivery = describeDelivery(target, finished);
    const followUp =
      delivery.kind === 'destination' ? describeFollowUp(delivery, this.#dependencies.clock.now()) : undefined;
    try {
      const result =
        followUp === undefined ? await this.#dependencies.deliver(delivery) : await this.#deliverToFunction(followUp);
      if (result === 'undeliverable') this.#dependencies.report(new Undeliverable(delivery));
      return result;
    } catch (problem) {
      this.#dependencies.report(problem);
      return 'failed';
    }
  }

  async #deliverToFunction(followUp: AsynchronousEvent): Promise<'delivered' | 'undeliverable'> {
    const { documents } = this.#dependencies.store;
    const found = await documents.get<FunctionRecord>(functionKey(followUp, followUp.functionName));
    if (found === undefined) return 'undeliverable';
    await this.#enqueue(followUp);
    return 'delivered';
  }

  async #config({
    region,
    account,
    functionName,
    qualifier = '$LATEST',
  }: AsynchronousEvent): Promise<EventInvokeRecord | undefined> {
    const { documents } = this.#dependencies.store;
    return (await documents.get<EventInvokeRecord>(eventInvokeKey({ region, account }, functionName, qualifier)))
      ?.value;
  }

  /** An event that grew too old before its first attempt: no attempt has told its dead-letter target. */
  async #unattemptedDeadLetter(
    { attempts, postponements }: EventProgress,
    event: AsynchronousEvent,
  ): Promise<string | undefined> {
    if (attempts + postponements > 0) return undefined;
    const { documents } = this.#dependencies.store;
    return (await documents.get<FunctionRecord>(functionKey(event, event.functionName)))?.value.settings
      .deadLetterTargetArn;
  }

  #record(kind: EventRecord['kind'], event: AsynchronousEvent): void {
    const atMs = this.#dependencies.clock.now();
    this.#dependencies.record(describeEvent(kind, event, atMs));
  }
}

export function describeEvent(kind: EventRecord['kind'], event: AsynchronousEvent, atMs: number): EventRecord {
  const { region, account, functionName, functionArn, qualifier, acceptedAtMs } = event;
  return { kind, region, account, functionName, functionArn, qualifier, atMs, ageMs: atMs - acceptedAtMs };
}

function describePolicy(config: EventInvokeRecord | undefined): EventPolicy {
  return {
    retriesMax: config?.maximumRetryAttempts ?? retriesDefault,
    ageMaxMs: (config?.maximumEventAgeSeconds ?? ageMaxSecondsDefault) * 1000,
  };
}

function onSuccess(config: EventInvokeRecord | undefined): DeliveryTarget[] {
  return config?.onSuccess === undefined ? [] : [{ kind: 'destination', targetArn: config.onSuccess }];
}

/** Both a destination and a dead-letter target get the event, where both are configured. */
function onFailure(config: EventInvokeRecord | undefined, deadLetterTargetArn: string | undefined): DeliveryTarget[] {
  const targets: DeliveryTarget[] = [];
  if (config?.onFailure !== undefined) targets.push({ kind: 'destination', targetArn: config.onFailure });
  if (deadLetterTargetArn !== undefined) targets.push({ kind: 'dead-letter', targetArn: deadLetterTargetArn });
  return targets;
}

/** There is no way to a configured target: what it should have got is lost. */
class Undeliverable extends Error {
  override readonly name = 'Undeliverable';

  constructor({ kind, targetArn, event }: EventDelivery) {
    super(`There is no way to the ${kind} target ${targetArn} of event ${event.requestId} of ${event.functionArn}`);
  }
}

/** The data plane could not be asked: another attempt will show whether it was a passing fault. */
function describeFailure(error: unknown): DispatchOutcome {
  return { kind: 'unavailable', message: error instanceof Error ? error.message : String(error) };
}
