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

/** Requests in one of the wall's seconds that a small machine answers well beside all the rest. */
const bearable = 400;
const usualRate = 10;
/** A slower clock than this makes nobody wait less for the platform itself. */
const speedMax = 60;
/** Long shifts may be faster: on a clock faster still, a moment's delay would be minutes. */
const longSpeedMax = 120;
const patienceSeconds = 20;

export function choosePace(template: JsonObject, wanted: WantedPace): Pace {
  const { shiftCount, waitSeconds } = estimateShifts(template);
  const ceiling = Math.min(longSpeedMax, Math.max(speedMax, waitSeconds / patienceSeconds));
  const borne = (rate: number): number => Math.max(1, Math.floor(bearable / (rate * shiftCount)));
  if (wanted.requestsPerSecond !== undefined) {
    const { requestsPerSecond } = wanted;
    return { speed: wanted.speed ?? Math.min(speedMax, borne(requestsPerSecond)), requestsPerSecond };
  }
  const patient = Math.min(ceiling, Math.max(borne(usualRate), waitSeconds / patienceSeconds));
  const speed = wanted.speed ?? Math.max(1, Math.round(patient));
  const rate = Math.min(usualRate, bearable / (speed * shiftCount));
  return { speed, requestsPerSecond: Math.max(0.1, Math.round(rate * 10) / 10) };
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
