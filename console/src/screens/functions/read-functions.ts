/** What the list of functions shows, and how it is asked for. */
import type { Call } from '../../api/call.ts';
import type { Answer, InputOf, Services } from '../../api/operations.ts';

export type FunctionSummary = NonNullable<Answer<'lambda', 'ListFunctions'>['Functions']>[number];
export type Alias = NonNullable<Answer<'lambda', 'ListAliases'>['Aliases']>[number];
export type Version = NonNullable<Answer<'lambda', 'ListVersionsByFunction'>['Versions']>[number];

/** More than anyone looks through; a page has 50. */
const pagesMax = 100;

/** All functions of the region by name: a search has to find each of them. */
export async function readFunctions(call: Call): Promise<readonly FunctionSummary[]> {
  const functions: FunctionSummary[] = [];
  let marker: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await call('lambda', 'ListFunctions', { ...(marker !== undefined && { Marker: marker }) });
    functions.push(...(answer.Functions ?? []));
    marker = answer.NextMarker;
    if (marker === undefined) break;
  }
  return functions;
}

export async function readAliases(call: Call, functionName: string): Promise<readonly Alias[]> {
  const aliases: Alias[] = [];
  let marker: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await call('lambda', 'ListAliases', {
      FunctionName: functionName,
      ...(marker !== undefined && { Marker: marker }),
    });
    aliases.push(...(answer.Aliases ?? []));
    marker = answer.NextMarker;
    if (marker === undefined) break;
  }
  return aliases;
}

/** The newest first, without `$LATEST`. */
export async function readVersions(call: Call, functionName: string): Promise<readonly Version[]> {
  const versions: Version[] = [];
  let marker: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await call('lambda', 'ListVersionsByFunction', {
      FunctionName: functionName,
      ...(marker !== undefined && { Marker: marker }),
    });
    versions.push(...(answer.Versions ?? []));
    marker = answer.NextMarker;
    if (marker === undefined) break;
  }
  return versions
    .filter(({ Version: version }) => version !== '$LATEST')
    .toSorted((one, other) => Number(other.Version) - Number(one.Version));
}

export interface RecentCalls {
  readonly invocations: number;
  readonly errors: number;
}

/** How far back "lately" reaches. */
export const recentSeconds = 3600;

const countedMetrics = { i: 'Invocations', e: 'Errors' } as const;

/** One question for all rows that are shown: two numbers for each. */
export function recentCallsInput(
  names: readonly string[],
  now: number,
): InputOf<Services['cloudwatch']['GetMetricData']> {
  const to = Math.floor(now / 60) * 60 + 60;
  return {
    StartTime: to - recentSeconds,
    EndTime: to,
    MetricDataQueries: names.flatMap((name, index) =>
      (['i', 'e'] as const).map((kind) => ({
        Id: `${kind}${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: countedMetrics[kind],
            Dimensions: [{ Name: 'FunctionName', Value: name }],
          },
          Period: recentSeconds,
          Stat: 'Sum',
        },
      })),
    ),
  };
}

/** By name. A function that was not called is not in it. */
export function parseRecentCalls(
  names: readonly string[],
  { MetricDataResults: results = [] }: Answer<'cloudwatch', 'GetMetricData'>,
): Readonly<Record<string, RecentCalls>> {
  const sums = new Map(
    results.map(({ Id = '', Values = [] }) => [Id, Values.reduce<number>((total, value) => total + value, 0)]),
  );
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const invocations = sums.get(`i${index}`) ?? 0;
      return invocations === 0 ? [] : [[name, { invocations, errors: sums.get(`e${index}`) ?? 0 }]];
    }),
  );
}
