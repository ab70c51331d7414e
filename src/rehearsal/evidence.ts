/** What a rehearsal has seen, before anybody judges it. Moments are the platform's. */
import type { JsonObject } from '../template/json.ts';
import type { AlarmTransition, Alarms, ObservedWeights } from './observer.ts';
import type { ShiftedAlias } from './shifted-aliases.ts';
import type { StackEvent } from './stack-deployment.ts';
import type { AliasTally } from './traffic.ts';

export interface Evidence {
  /** When the update began. */
  readonly startedAtMs: number;
  readonly stackStatus: string;
  /** Of the update, oldest first. */
  readonly events: readonly StackEvent[];
  readonly aliases: readonly ObservedAlias[];
  readonly alarms: Alarms;
  readonly transitions: readonly AlarmTransition[];
  /** As the transforms have made it, with the logical IDs of its resources by their names. */
  readonly template: JsonObject;
  readonly physicalIds: ReadonlyMap<string, string>;
}

export interface ObservedAlias {
  readonly alias: ShiftedAlias;
  readonly currentVersion: string;
  readonly weights: readonly ObservedWeights[];
  readonly tally: AliasTally;
  /** Oldest first: the shift, and what took it back. */
  readonly deployments: readonly ObservedDeployment[];
  readonly group?: ObservedGroup;
  readonly latencies: ReadonlyMap<string, { readonly p50Ms: number; readonly p99Ms: number }>;
}

export interface ObservedDeployment {
  readonly deploymentId: string;
  readonly status: string;
  readonly isRollback: boolean;
  readonly config: string;
  readonly targetVersion: string;
  readonly createdAtMs: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly messages: readonly string[];
  readonly lifecycleEvents: readonly ObservedLifecycleEvent[];
}

export interface ObservedLifecycleEvent {
  readonly name: string;
  readonly status: string;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
}

export interface ObservedGroup {
  readonly name: string;
  readonly config: string;
  readonly routing: ObservedRouting;
  readonly alarms: readonly string[];
  readonly areAlarmsOn: boolean;
  /** None where rolling back is switched off. */
  readonly rollbackEvents: readonly string[];
}

/** `waitMs`: from the first traffic on the target version to all of it. */
export interface ObservedRouting {
  readonly kind: 'canary' | 'linear' | 'all-at-once';
  readonly percent: number;
  readonly waitMs: number;
}

/** The logical ID of what has this name, or the name itself. */
export function resourceNamed(name: string, { physicalIds }: Pick<Evidence, 'physicalIds'>): string {
  return [...physicalIds].find(([, physical]) => physical === name)?.[0] ?? name;
}

/** The version that was deployed, as the deployment has it, or the alias. */
export function targetVersionOf({ deployments, weights, currentVersion }: ObservedAlias): string | undefined {
  const shift = deployments.find(({ isRollback }) => !isRollback);
  if (shift !== undefined) return shift.targetVersion;
  const last = weights.at(-1)?.version;
  return last === currentVersion ? undefined : last;
}

/**
 * How the traffic was split when. A look from outside sees a change a moment after it: the last one is
 * when the deployment itself says that it ended.
 */
export function exactWeights({ weights, deployments }: ObservedAlias): readonly ObservedWeights[] {
  const [last, before] = [weights.at(-1), weights.at(-2)];
  const moved = deployments.at(-1)?.lifecycleEvents.find(({ name }) => name === 'AllowTraffic')?.endedAtMs;
  if (last === undefined || before === undefined || moved === undefined) return weights;
  return [...weights.slice(0, -1), { ...last, atMs: Math.min(last.atMs, Math.max(before.atMs, moved)) }];
}
