/** The functions of metric math, by their names. Pure; a wrong call throws `MathRefusal`. */
import { chooseValue } from './conditional.ts';
import type { Node } from './parser.ts';
import { parseReduction, reduceArray, reduceSeries, type ReductionName } from './reductions.ts';
import {
  constantSeries,
  fillSeries,
  numberFunctions,
  seriesFunctions,
  type Filler,
  type MathRange,
} from './series-functions.ts';
import {
  arrayValue,
  mapPoints,
  MathRefusal,
  scalar,
  seriesValue,
  withPoints,
  type TimeSeries,
  type Value,
} from './value.ts';

/** What a function is called with: its arguments unevaluated, since some are words. */
export interface Call {
  readonly name: string;
  readonly args: readonly Node[];
  readonly range: MathRange;
  evaluate(node: Node): Value;
  /** The metrics that the request names, those only whose id contains the text. */
  metrics(filter: string | undefined): readonly TimeSeries[];
}

/** Functions of AWS's that need what Serin has not. */
const unsupported = new Set([
  'ANOMALY_DETECTION_BAND',
  'DB_PERF_INSIGHTS',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'SEARCH',
  'SERVICE_QUOTA',
]);

export function callFunction(call: Call): Value {
  const { name } = call;
  if (unsupported.has(name)) throw new MathRefusal(`Serin does not serve the function ${name}`);
  const ofNumber = numberFunctions.get(name);
  if (ofNumber !== undefined) return mapNumbers(one(call), ofNumber);
  const ofSeries = seriesFunctions.get(name);
  if (ofSeries !== undefined) return eachSeries(name, one(call), ofSeries);
  const reduction = parseReduction(name);
  if (reduction !== undefined) return reduceValue(reduction, one(call));
  const own = Object.hasOwn(ownFunctions, name) ? ownFunctions[name] : undefined;
  if (own === undefined) throw new MathRefusal(`Unknown function ${name}`);
  return own(call);
}

const ownFunctions: Readonly<Record<string, (call: Call) => Value>> = {
  FILL: fill,
  IF(call) {
    requireCount(call, 2, 3);
    const [condition, then, otherwise] = call.args.map((node) => call.evaluate(node));
    if (condition === undefined || then === undefined) throw new MathRefusal('IF takes two or three arguments');
    return chooseValue(condition, then, otherwise);
  },
  FIRST: (call) => seriesValue(pickSeries(call, 0)),
  LAST: (call) => seriesValue(pickSeries(call, -1)),
  METRICS(call) {
    requireCount(call, 0, 1);
    const [filter] = call.args;
    if (filter !== undefined && filter.kind !== 'text') throw new MathRefusal('METRICS takes a text in quotes');
    return arrayValue(call.metrics(filter?.text));
  },
  METRIC_COUNT: (call) => scalar(requireArray(call, one(call)).length),
  PERIOD: (call) => scalar(requireSeries(call, one(call)).periodSeconds),
  REMOVE_EMPTY: (call) => arrayValue(requireArray(call, one(call)).filter(({ points }) => points.length > 0)),
  SLICE: slice,
  SORT: sort,
  TIME_SERIES(call) {
    const value = one(call);
    if (value.kind !== 'scalar') throw new MathRefusal('TIME_SERIES takes a number');
    return seriesValue(constantSeries(value.value, call.range));
  },
};

function one(call: Call): Value {
  requireCount(call, 1, 1);
  return argument(call, 0);
}

function argument(call: Call, index: number): Value {
  const node = call.args[index];
  if (node === undefined) throw new MathRefusal(`${call.name} lacks an argument`);
  return call.evaluate(node);
}

function requireCount({ name, args }: Call, least: number, most: number): void {
  if (args.length >= least && args.length <= most) return;
  const wanted = least === most ? String(least) : `${least} to ${most}`;
  throw new MathRefusal(`${name} takes ${wanted} arguments, and ${args.length} are given`);
}

function requireArray({ name }: Call, value: Value): readonly TimeSeries[] {
  if (value.kind !== 'array') throw new MathRefusal(`${name} takes an array of time series`);
  return value.series;
}

function requireSeries({ name }: Call, value: Value): TimeSeries {
  if (value.kind !== 'series') throw new MathRefusal(`${name} takes a time series`);
  return value.series;
}

function requireNumber({ name }: Call, value: Value): number {
  if (value.kind !== 'scalar') throw new MathRefusal(`${name} takes a number there`);
  return value.value;
}

function mapNumbers(value: Value, change: (number: number) => number): Value {
  if (value.kind === 'series') return seriesValue(mapPoints(value.series, (point) => change(point.value)));
  if (value.kind === 'array')
    return arrayValue(value.series.map((series) => mapPoints(series, (point) => change(point.value))));
  const changed = change(value.value);
  if (!Number.isFinite(changed)) throw new MathRefusal('The function has no value of that number');
  return scalar(changed);
}

function eachSeries(name: string, value: Value, change: (series: TimeSeries) => TimeSeries): Value {
  if (value.kind === 'scalar') throw new MathRefusal(`${name} takes a time series or an array of them`);
  return value.kind === 'series'
    ? seriesValue(change(value.series))
    : arrayValue(value.series.map((series) => change(series)));
}

function reduceValue(name: ReductionName, value: Value): Value {
  if (value.kind === 'array') return seriesValue(reduceArray(name, value.series));
  if (value.kind === 'scalar') throw new MathRefusal(`${name} takes a time series or an array of them`);
  const reduced = reduceSeries(name, value.series);
  // A series without points has no such number: whatever is made of it has no points either.
  return reduced === undefined ? seriesValue(withPoints(value.series, [])) : scalar(reduced);
}

function fill(call: Call): Value {
  requireCount(call, 2, 2);
  const filler = readFiller(call);
  return eachSeries('FILL', argument(call, 0), (series) => fillSeries(series, filler, call.range));
}

function readFiller(call: Call): Filler {
  const node = call.args[1];
  if (node?.kind === 'name' && node.name === 'REPEAT') return { kind: 'repeat' };
  if (node?.kind === 'name' && node.name === 'LINEAR') return { kind: 'linear' };
  const value = argument(call, 1);
  if (value.kind !== 'scalar') throw new MathRefusal('FILL takes a number, REPEAT or LINEAR');
  return { kind: 'number', value: value.value };
}

function pickSeries(call: Call, index: number): TimeSeries {
  const series = requireArray(call, one(call)).at(index);
  if (series === undefined) throw new MathRefusal(`${call.name} takes an array that is not empty`);
  return series;
}

/** `SLICE(array, from, to)`; with one number, the array up to it. */
function slice(call: Call): Value {
  requireCount(call, 2, 3);
  const all = requireArray(call, argument(call, 0));
  const first = requireNumber(call, argument(call, 1));
  if (call.args.length === 2) return arrayValue(all.slice(0, first));
  return arrayValue(all.slice(first, requireNumber(call, argument(call, 2))));
}

/** `SORT(array, function, order, count)`: series without points come last. */
function sort(call: Call): Value {
  requireCount(call, 3, 4);
  const all = requireArray(call, argument(call, 0));
  const reduction = parseReduction(requireWord(call, 1));
  if (reduction === undefined) throw new MathRefusal('SORT takes AVG, MIN, MAX or SUM as its second argument');
  const order = requireWord(call, 2);
  if (order !== 'ASC' && order !== 'DESC') throw new MathRefusal('SORT takes ASC or DESC as its third argument');
  const sign = order === 'ASC' ? 1 : -1;
  const keyed = all.map((series) => ({ series, key: reduceSeries(reduction, series) }));
  keyed.sort((left, right) => {
    if (left.key === undefined || right.key === undefined)
      return Number(left.key === undefined) - Number(right.key === undefined);
    return sign * (left.key - right.key);
  });
  const sorted = keyed.map(({ series }) => series);
  return arrayValue(call.args.length === 4 ? sorted.slice(0, requireNumber(call, argument(call, 3))) : sorted);
}

function requireWord({ name, args }: Call, index: number): string {
  const node = args[index];
  if (node?.kind !== 'name') throw new MathRefusal(`${name} takes a word as argument ${index + 1}`);
  return node.name;
}
