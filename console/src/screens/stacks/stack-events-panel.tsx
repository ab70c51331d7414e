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
  const [after, setAfter] = useState<string>();
  const shortName = stackNameOf(name);
  const query = useLiveQuery({
    key: `stack events ${name}`,
    read: () => reader.read(wanted.current),
    concerns: ({ kind, id }) => kind === 'stack' && id === shortName,
  });
  const go = (to: number): void => {
    setAfter(query.data?.events[to - 1]?.EventId);
    wanted.current = Math.max(wanted.current, to + pageSize);
    query.refresh();
  };
  return (
    <Panel title="Events" aside="newest first" isFlush>
      <Loaded query={query} subject="the events">
        {(found) => (
          <EventPage
            found={found}
            from={after === undefined ? 0 : found.events.findIndex(({ EventId: id }) => id === after) + 1}
            isReading={query.isReading}
            onGo={go}
          />
        )}
      </Loaded>
    </Panel>
  );
}

interface EventPageProps {
  readonly found: StackEvents;
  /** The index of the first one to show. New events move it on: what is looked at stays. */
  readonly from: number;
  readonly isReading: boolean;
  readonly onGo: (from: number) => void;
}

function EventPage({ found: { events, hasMore }, from, isReading, onGo }: EventPageProps) {
  const shown = useMemo(() => events.slice(from, from + pageSize), [events, from]);
  const isLast = events.length <= from + pageSize && !hasMore;
  const newer = Math.max(0, from - pageSize);
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
      {(from > 0 || !isLast) && (
        <footer className="list-foot">
          <span className="muted">
            {formatCount(from + 1)} to {formatCount(from + shown.length)}
            {!hasMore && ` of ${formatCount(events.length)}`}
          </span>
          <button type="button" className="button" onClick={() => onGo(0)} disabled={from === 0}>
            Newest
          </button>
          <button type="button" className="button" onClick={() => onGo(newer)} disabled={from === 0}>
            Newer
          </button>
          <button type="button" className="button" onClick={() => onGo(from + pageSize)} disabled={isLast || isReading}>
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
