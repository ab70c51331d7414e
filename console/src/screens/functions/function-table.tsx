import { createContext, use, useEffect, useMemo, useRef, useState } from 'react';
import { formatPlural, formatShare } from '../../format/numbers.ts';
import { useCall, useLive, useLiveQuery } from '../../live/live.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Link, pathOf } from '../../routing/router.tsx';
import { describeShares, sharesOf } from './alias-split.ts';
import {
  parseRecentCalls,
  readAliases,
  recentCallsInput,
  type FunctionSummary,
  type RecentCalls,
} from './read-functions.ts';
import { secondsOf } from './wire-moment.ts';

/** Absent until they were read. The rows themselves need not be drawn anew for it. */
const RecentContext = createContext<Readonly<Record<string, RecentCalls>> | undefined>(undefined);

const columns: readonly Column<FunctionSummary>[] = [
  { title: 'Function', isHeader: true, cell: (row) => <Name row={row} /> },
  { title: 'Runtime', isMinor: true, cell: ({ Runtime, PackageType }) => Runtime ?? PackageType ?? '–' },
  { title: 'Aliases', cell: ({ FunctionName = '' }) => <Aliases name={FunctionName} /> },
  { title: 'Last hour', cell: ({ FunctionName = '' }) => <Calls name={FunctionName} /> },
  { title: 'Last modified', isMinor: true, cell: ({ LastModified }) => <Moment at={secondsOf(LastModified)} /> },
];

export function FunctionTable({ functions }: { readonly functions: readonly FunctionSummary[] }) {
  const call = useCall();
  const { ticker } = useLive();
  const names = useMemo(() => functions.map(({ FunctionName: name = '' }) => name), [functions]);
  const query = useLiveQuery({
    key: `recent calls ${names.join(' ')}`,
    read: async () =>
      parseRecentCalls(names, await call('cloudwatch', 'GetMetricData', recentCallsInput(names, ticker.now(1000)))),
    concerns: ({ kind, id }) => kind === 'metric' && names.includes(id),
  });
  return (
    <RecentContext value={query.data}>
      {query.error !== undefined && (
        <Problem error={query.error} title="Could not read the metrics" onRetry={query.refresh} />
      )}
      <DataTable
        caption="Functions by name"
        columns={columns}
        rows={functions}
        keyOf={({ FunctionArn: arn = '' }) => arn}
      />
    </RecentContext>
  );
}

const Name = ({
  row: { FunctionName: name = '', Description: description = '' },
}: {
  readonly row: FunctionSummary;
}) => (
  <>
    <Link href={pathOf('functions', name)} className="row-link function-name">
      {name}
    </Link>
    {description !== '' && <div className="muted small">{description}</div>}
  </>
);

/** The aliases of a row are read once somebody sees it: hundreds of rows are not hundreds of requests. */
function Aliases({ name }: { readonly name: string }) {
  const [place, isSeen] = useSeen();
  const call = useCall();
  const query = useLiveQuery(
    isSeen
      ? {
          key: `aliases ${name}`,
          read: () => readAliases(call, name),
          concerns: ({ kind, id }) => kind === 'function' && id === name,
        }
      : undefined,
  );
  const { data, error } = query;
  return (
    <div ref={place} className="alias-cell">
      {data?.map((alias) => (
        <div key={alias.Name}>
          <b>{alias.Name}</b> <span className="muted">→ {describeShares(sharesOf(alias))}</span>
        </div>
      ))}
      {data?.length === 0 && <span className="muted">–</span>}
      {error !== undefined && data === undefined && <span className="bad-text">could not be read</span>}
    </div>
  );
}

function useSeen() {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null || isSeen) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isSeen]);
  return [place, isSeen] as const;
}

function Calls({ name }: { readonly name: string }) {
  const recent = use(RecentContext);
  if (recent === undefined) return <span className="muted">…</span>;
  const calls = recent[name];
  if (calls === undefined) return <span className="muted">not called</span>;
  return (
    <>
      <span className="nowrap">{formatPlural(calls.invocations, 'invocation')}</span>
      {calls.errors > 0 && (
        <div className="small worse">
          {formatPlural(calls.errors, 'error')} ({formatShare(calls.errors, calls.invocations)})
        </div>
      )}
    </>
  );
}
