import { arrayValue, MathRefusal, momentsOf, scalar, seriesValue, valuesAt, withPoints, type Value } from './value.ts';

/**
 * `IF(condition, then, else)`: at each moment, what the condition there chooses. Where the condition
 * has no point there is none, and where what it chooses has none neither.
 */
export function chooseValue(condition: Value, then: Value, otherwise: Value | undefined): Value {
  if (condition.kind === 'array') throw new MathRefusal('IF takes a number or a time series as its condition');
  const branches = otherwise === undefined ? [then] : [then, otherwise];
  if (condition.kind === 'scalar') {
    const chosen = condition.value === 0 ? otherwise : then;
    if (chosen !== undefined) return chosen;
    return then.kind === 'series' ? seriesValue(withPoints(then.series, [])) : scalar(0);
  }
  const array = branches.find((branch) => branch.kind === 'array');
  if (array?.kind === 'array') {
    const pick = (branch: Value, index: number): Value => {
      if (branch.kind !== 'array') return branch;
      const series = branch.series[index];
      return series === undefined ? seriesValue({ label: '', periodSeconds: 0, points: [] }) : seriesValue(series);
    };
    return arrayValue(
      array.series.flatMap((_, index) => {
        const chosen = chooseValue(condition, pick(then, index), otherwise && pick(otherwise, index));
        return chosen.kind === 'series' ? [chosen.series] : [];
      }),
    );
  }
  const [thens, others] = [lookup(then), otherwise === undefined ? () => undefined : lookup(otherwise)];
  const conditions = valuesAt(condition.series);
  const points = momentsOf([condition.series]).flatMap((atMs) => {
    const value = conditions.get(atMs) === 0 ? others(atMs) : thens(atMs);
    return value === undefined ? [] : [{ atMs, value }];
  });
  return seriesValue(withPoints(condition.series, points));
}

function lookup(value: Value): (atMs: number) => number | undefined {
  if (value.kind === 'scalar') return () => value.value;
  if (value.kind === 'array') throw new MathRefusal('A time series is wanted, not an array of them');
  const table = valuesAt(value.series);
  return (atMs) => table.get(atMs);
}
