/** How a deployment config moves traffic, between the wire and the shift's own words. */
import type { CodedeployOperations } from '../../../api/codedeploy.ts';
import { shiftMinutes, type TrafficRouting } from '../../../deployment/shift-plan.ts';
import { invalidRouting } from '../errors.ts';

type WireRouting = NonNullable<CodedeployOperations['CreateDeploymentConfig']['input']['trafficRoutingConfig']>;

/** Two days. */
const shiftMinutesMax = 2880;

export function parseRouting(wire: WireRouting | undefined): TrafficRouting {
  if (wire === undefined) throw invalidRouting('A deployment configuration for Lambda needs a trafficRoutingConfig');
  const { type, timeBasedCanary: canary, timeBasedLinear: linear } = wire;
  switch (type) {
    case 'AllAtOnce':
      if (canary !== undefined || linear !== undefined)
        throw invalidRouting('AllAtOnce goes with neither timeBasedCanary nor timeBasedLinear');
      return { kind: 'all-at-once' };
    case 'TimeBasedCanary':
      if (canary === undefined || linear !== undefined)
        throw invalidRouting('TimeBasedCanary goes with timeBasedCanary alone');
      return requireShort({ kind: 'canary', ...parseStep(canary.canaryPercentage, canary.canaryInterval) });
    case 'TimeBasedLinear':
      if (linear === undefined || canary !== undefined)
        throw invalidRouting('TimeBasedLinear goes with timeBasedLinear alone');
      return requireShort({ kind: 'linear', ...parseStep(linear.linearPercentage, linear.linearInterval) });
    case undefined:
    default:
      throw invalidRouting('The type must be TimeBasedCanary, TimeBasedLinear or AllAtOnce');
  }
}

function parseStep(percent: number | undefined, intervalMinutes: number | undefined) {
  if (percent === undefined || !Number.isInteger(percent) || percent < 1 || percent > 99)
    throw invalidRouting('The percentage must be a whole number from 1 to 99');
  if (intervalMinutes === undefined || !Number.isInteger(intervalMinutes) || intervalMinutes < 1)
    throw invalidRouting('The interval must be a whole number of minutes, 1 at least');
  return { percent, intervalMinutes };
}

function requireShort(routing: TrafficRouting): TrafficRouting {
  if (shiftMinutes(routing) <= shiftMinutesMax) return routing;
  throw invalidRouting(`From the first to the last shift there may be ${shiftMinutesMax} minutes at most`);
}

export function describeRouting(routing: TrafficRouting): WireRouting {
  switch (routing.kind) {
    case 'all-at-once':
      return { type: 'AllAtOnce' };
    case 'canary':
      return {
        type: 'TimeBasedCanary',
        timeBasedCanary: { canaryPercentage: routing.percent, canaryInterval: routing.intervalMinutes },
      };
    case 'linear':
      return {
        type: 'TimeBasedLinear',
        timeBasedLinear: { linearPercentage: routing.percent, linearInterval: routing.intervalMinutes },
      };
  }
}
