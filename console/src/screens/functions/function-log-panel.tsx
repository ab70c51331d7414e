import { useLayoutEffect, useRef, useState, type FormEvent } from 'react';
import type { Answer } from '../../api/operations.ts';
import { hasCode } from '../../api/console-error.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Command, EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { LogLines, type LogLine } from '../../parts/log-lines.tsx';
import { Panel } from '../../parts/panel.tsx';

const linesMax = 200;

interface LogProps {
  readonly name: string;
  readonly logGroup: string;
}

/** The newest lines of the log, as they are written. */
export function FunctionLogPanel({ name, logGroup }: LogProps) {
  const call = useCall();
  const [pattern, setPattern] = useState('');
  const query = useLiveQuery({
    key: `log ${logGroup} ${pattern}`,
    read: async () => {
      try {
        return oldestFirst(
          await call('logs', 'FilterLogEvents', {
            logGroupName: logGroup,
            limit: linesMax,
            startFromHead: false,
            ...(pattern !== '' && { filterPattern: pattern }),
          }),
        );
      } catch (error) {
        // The group comes with the first call of the function.
        if (hasCode(error, 'ResourceNotFoundException')) return [];
        throw error;
      }
    },
    concerns: ({ kind, id }) => kind === 'log' && id === logGroup,
  });
  return (
    <Panel
      title="Recent log"
      aside={<PatternForm pattern={pattern} onChange={setPattern} />}
      className="order-timeline"
    >
      <Loaded query={query} subject="the log">
        {(lines) =>
          lines.length === 0 ? (
            <NoLines name={name} isFiltered={pattern !== ''} />
          ) : (
            <>
              <FollowedLog label={`Log of ${name}`} lines={lines} />
              <p className="muted small log-foot">
                <code>{logGroup}</code>
                {lines.length >= linesMax && `, the last ${linesMax} lines`}
              </p>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

/** The newest come first, and lines of one moment in the order opposite to that in which they were written. */
const oldestFirst = ({ events = [] }: Answer<'logs', 'FilterLogEvents'>): readonly LogLine[] =>
  events
    .map(({ eventId = '', timestamp = 0, message = '' }) => ({ id: eventId, timestamp, message }))
    .toReversed()
    .toSorted((one, other) => one.timestamp - other.timestamp);

/** Stays at the newest line, unless somebody has scrolled up to read. */
function FollowedLog({ lines, label }: { readonly lines: readonly LogLine[]; readonly label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  useLayoutEffect(() => {
    const log = place.current?.firstElementChild;
    if (log instanceof HTMLElement && isFollowing.current) log.scrollTop = log.scrollHeight;
  }, [lines]);
  const noticeScroll = (): void => {
    const log = place.current?.firstElementChild;
    if (log instanceof HTMLElement)
      isFollowing.current = log.scrollHeight - log.scrollTop - log.clientHeight < nearEndPixels;
  };
  return (
    <div ref={place} onScrollCapture={noticeScroll}>
      <LogLines label={label} lines={lines} />
    </div>
  );
}

const nearEndPixels = 30;

interface PatternFormProps {
  readonly pattern: string;
  readonly onChange: (pattern: string) => void;
}

function PatternForm({ pattern, onChange }: PatternFormProps) {
  const [typed, setTyped] = useState(pattern);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onChange(typed.trim());
  };
  return (
    <form className="panel-controls" onSubmit={submit}>
      <input
        type="search"
        className="input"
        aria-label="Filter pattern"
        placeholder='Filter pattern, as "ERROR"'
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          if (event.target.value === '') onChange('');
        }}
      />
      <button type="submit" className="button">
        Filter
      </button>
    </form>
  );
}

const NoLines = ({ name, isFiltered }: { readonly name: string; readonly isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState title="No line is like that">
      <p>Words are found as they are written; several have to be in the same line.</p>
    </EmptyState>
  ) : (
    <EmptyState title="It has written nothing yet">
      <p>Call it above, or:</p>
      <p>
        <Command>{`serin exec -- aws lambda invoke --function-name ${name} /dev/stdout`}</Command>
      </p>
    </EmptyState>
  );
