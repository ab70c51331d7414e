/**
 * How fast the clock of a rehearsal runs, and how many requests a second there are. Both together are
 * what the machine has to bear: a rate of the platform's time, times the speed, is a rate of the wall's.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../template/json.ts';
import { resourcesOf } from './shifted-aliases.ts';

export interface Pace {
  readonly speed: number;
  readonly requestsPerSecond: number;
}

export interface WantedPace {
  readonly speed?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
}

/** Requests in one of the wall's seconds that a small machine, with nothing else to do, answers well. */
export const bearableAtRest = 400;
const usualRate = 10;
/** Fewer, and in a canary of five minutes it is chance whether a fault in one of twenty calls shows twice. */
const rateMin = 7;
/** A long shift has more minutes in which it can show. */
const long = { waitSeconds: 900, rateMin: 3 } as const;
const usualSpeed = 40;
/** Faster, and a moment's delay of the wall's would be minutes. */
const speedMax = 120;
/** As long as a person likes to wait for a shift. */
const patienceSeconds = 20;

/** `bearable`: requests in one of the wall's seconds. */
export function choosePace(template: JsonObject, wanted: WantedPace, bearable: number): Pace {
  const { shiftCount, waitSeconds } = estimateShifts(template);
  const borne = (each: number): number => bearable / (each * shiftCount);
  const { requestsPerSecond: rate } = wanted;
  const patient = Math.min(speedMax, Math.max(usualSpeed, waitSeconds / patienceSeconds));
  const least = waitSeconds > long.waitSeconds ? long.rateMin : rateMin;
  const speed = wanted.speed ?? Math.max(1, Math.round(Math.min(patient, borne(rate ?? least))));
  return { speed, requestsPerSecond: rate ?? Math.max(0.1, Math.min(usualRate, Math.round(borne(speed) * 10) / 10)) };
}

/** From a template as it is written: how many functions are shifted, and for how long at most. */
export function estimateShifts(template: JsonObject): { readonly shiftCount: number; readonly waitSeconds: number } {
  const globals = template['Globals'];
  const isGlobal = isJsonObject(globals) && isShifted(globals['Function']);
  const shifted = resourcesOf(template).filter(
    ([, { Type, Properties, UpdatePolicy }]) =>
      (Type === 'AWS::Serverless::Function' && isShifted(Properties, isGlobal)) ||
      (Type === 'AWS::Lambda::Alias' && UpdatePolicy !== undefined),
  );
  const waits = [...JSON.stringify(template).matchAll(/(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?/g)].map(
    ([, kind, percent, minutes]) => Number(minutes) * (kind === 'Canary' ? 1 : Math.ceil(100 / Number(percent)) - 1),
  );
  return { shiftCount: Math.max(1, shifted.length), waitSeconds: Math.max(0, ...waits) * 60 };
}

/** A function's own preference counts before that of all. */
function isShifted(properties: JsonValue | undefined, isElse = false): boolean {
  const preference = isJsonObject(properties) ? properties['DeploymentPreference'] : undefined;
  return preference === undefined ? isElse : isJsonObject(preference) && preference['Enabled'] !== false;
}
