/** Pages of `GetMetricData`: datapoints are counted over all results, one result after the other. Pure. */
import { invalidToken } from '../errors.ts';

export interface WholeResult {
  readonly pointCount: number;
}

export interface Slice<Result> {
  readonly result: Result;
  readonly from: number;
  readonly to: number;
  /** Whether points of the result are left for a later page. */
  readonly isPartial: boolean;
}

export interface DataPage<Result> {
  readonly slices: readonly Slice<Result>[];
  readonly nextToken: string | undefined;
}

/** The page at the token. Results without points stand on the first page. */
export function pageResults<Result extends WholeResult>(
  results: readonly Result[],
  { token, pointsMax }: { readonly token: string | undefined; readonly pointsMax: number },
): DataPage<Result> {
  const start = token === undefined ? 0 : parseToken(token);
  const end = start + pointsMax;
  let before = 0;
  const slices = results.flatMap((result) => {
    const first = before;
    before += result.pointCount;
    const from = Math.max(0, start - first);
    const to = Math.min(result.pointCount, end - first);
    if (result.pointCount === 0 ? start > 0 : from >= result.pointCount || to <= 0) return [];
    return [{ result, from, to, isPartial: to < result.pointCount }];
  });
  return { slices, nextToken: before > end ? writeToken(end) : undefined };
}

const writeToken = (start: number): string => Buffer.from(`points:${start}`).toString('base64url');

function parseToken(token: string): number {
  const match = /^points:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw invalidToken();
  return Number(match[1]);
}
