import type { Operator } from './parser.ts';
import {
  arrayValue,
  mapPoints,
  MathRefusal,
  momentsOf,
  scalar,
  seriesValue,
  valuesAt,
  withPoints,
  type TimeSeries,
  type Value,
} from './value.ts';

const isArithmetic = (operator: Operator): boolean => ['+', '-', '*', '/', '^'].includes(operator);

function apply(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case 'AND':
      return Number(left !== 0 && right !== 0);
    case 'OR':
      return Number(left !== 0 || right !== 0);
  }
}

/** Throws `MathRefusal` for two arrays. */
export function operate(operator: Operator, left: Value, right: Value): Value {
  if (left.kind === 'array' && right.kind === 'array')
    throw new MathRefusal(`The operator ${operator} cannot combine two arrays of time series`);
  if (left.kind === 'array') return arrayValue(left.series.map((series) => combineSeries(operator, series, right)));
  if (right.kind === 'array') return arrayValue(right.series.map((series) => combineSeries(operator, left, series)));
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    const value = apply(operator, left.value, right.value);
    if (!Number.isFinite(value)) throw new MathRefusal(`The operator ${operator} has no value of its operands`);
    return scalar(value);
  }
  return seriesValue(
    combineSeries(
      operator,
      left.kind === 'series' ? left.series : left,
      right.kind === 'series' ? right.series : right,
    ),
  );
}

type Operand = TimeSeries | Value;

function combineSeries(operator: Operator, leftOperand: Operand, rightOperand: Operand): TimeSeries {
  const [left, right] = [seriesOrNumber(leftOperand), seriesOrNumber(rightOperand)];
  if (typeof left === 'number') {
    if (typeof right === 'number') throw new MathRefusal('A time series is wanted');
    return mapPoints(right, ({ value }) => apply(operator, left, value));
  }
  if (typeof right === 'number') return mapPoints(left, ({ value }) => apply(operator, value, right));
  const [lefts, rights] = [valuesAt(left), valuesAt(right)];
  const points = momentsOf([left, right]).flatMap((atMs) => {
    const [one, other] = [lefts.get(atMs), rights.get(atMs)];
    // For arithmetic what is missing on one side is 0; nothing is known of how it compares.
    if ((one === undefined || other === undefined) && !isArithmetic(operator)) return [];
    return [{ atMs, value: apply(operator, one ?? 0, other ?? 0) }];
  });
  return withPoints({ ...left, periodSeconds: Math.max(left.periodSeconds, right.periodSeconds) }, points);
}

function seriesOrNumber(operand: Operand): TimeSeries | number {
  if (!('kind' in operand)) return operand;
  switch (operand.kind) {
    case 'scalar':
      return operand.value;
    case 'series':
      return operand.series;
    case 'array':
      throw new MathRefusal('A time series is wanted, not an array of them');
  }
}
