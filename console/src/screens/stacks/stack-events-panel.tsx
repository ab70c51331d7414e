import { useMemo, useRef, useState } from 'react';
import { formatCount } from '../../format/numbers.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Badge } from '../../parts/badge.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Panel } from '../../parts/panel.tsx';
import { inWords, stackTone } from '../../parts/status-tones.ts';
import { ReasonText } from './reason-text.tsx';
import { createStackEventReader, type StackEvent, type StackEvents } from './stack-events.ts';
import { stackNameOf } from './stack-words.ts';

/** A page of the table: however many events there are, so many are drawn. */
const pageSize = 100;

/** What happened to the stack, the newest first. The first page is live, and the others stay where they are. */
export function StackEventsPanel({ name }: { readonly name: string }) {
  const call = useCall();
  const reader = useMemo(() => createStackEventReader(call, name), [call, name]);
  const wanted = useRef(pageSize);
  const [page, setPage] = useState(0);
  const shortName = stackNameOf(name);
  const query = useLiveQuery({
    key: `stack events ${name}`,
    read: () => reader.read(wanted.current),
    concerns: ({ kind, id }) => kind === 'stack' && id === shortName,
  });
  const go = (to: number): void => {
    setPage(to);
    wanted.current = Math.max(wanted.current, (to + 1) * pageSize);
    query.refresh();
  };
  return (
    <Panel title="Events" aside="newest first" isFlush>
      <Loaded query={query} subject="the events">
        {(found) => <EventPage found={found} page={page} isReading={query.isReading} onGo={go} />}
      </Loaded>
    </Panel>
  );
}

interface EventPageProps {
  readonly found: StackEvents;
  readonly page: number;
  readonly isReading: boolean;
  readonly onGo: (page: number) => void;
}

function EventPage({ found: { events, hasMore }, page, isReading, onGo }: EventPageProps) {
  const from = page * pageSize;
  const shown = useMemo(() => events.slice(from, from + pageSize), [events, from]);
  const isLast = events.length <= from + pageSize && !hasMore;
  return (
    <>
      {shown.length === 0 && isReading ? (
        <p className="loading">Reading older events …</p>
      ) : (
        <DataTable
          caption="Events of the stack, newest first"
          columns={columns}
          rows={shown}
          keyOf={({ EventId = '' }) => EventId}
        />
      )}
      {(page > 0 || !isLast) && (
        <footer className="list-foot">
          <span className="muted">
            {formatCount(from + 1)} to {formatCount(from + shown.length)}
            {!hasMore && ` of ${formatCount(events.length)}`}
          </span>
          <button type="button" className="button" onClick={() => onGo(0)} disabled={page === 0}>
            Newest
          </button>
          <button type="button" className="button" onClick={() => onGo(page - 1)} disabled={page === 0}>
            Newer
          </button>
          <button type="button" className="button" onClick={() => onGo(page + 1)} disabled={isLast || isReading}>
            Older
          </button>
        </footer>
      )}
    </>
  );
}

const columns: readonly Column<StackEvent>[] = [
  { title: 'Time', cell: ({ Timestamp }) => <Moment at={Timestamp} show="absolute" /> },
  { title: 'Resource', isHeader: true, cell: (event) => <Subject event={event} /> },
  { title: 'Status', cell: (event) => <Status event={event} /> },
];

function Subject({ event }: { readonly event: StackEvent }) {
  const { LogicalResourceId: id, PhysicalResourceId: physicalId, StackId: stackId, ResourceType: type } = event;
  return (
    <div className="subject">
      {physicalId === stackId ? <b>{id}</b> : id}
      <div className="muted small">{type}</div>
    </div>
  );
}

function Status({ event: { ResourceStatus: status, ResourceStatusReason: reason } }: { readonly event: StackEvent }) {
  const tone = stackTone(status ?? '');
  return (
    <>
      <Badge tone={tone}>{inWords(status ?? '')}</Badge>
      {reason !== undefined && reason !== '' && (
        <div className={tone === 'bad' ? 'bad-text event-reason' : 'muted small event-reason'}>
          <ReasonText text={reason} />
        </div>
      )}
    </>
  );
}
