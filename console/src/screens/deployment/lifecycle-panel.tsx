import { useState } from 'react';
import { formatDuration } from '../../format/moments.ts';
import { useCall, useLiveQuery, useTimed } from '../../live/live.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { LogLines } from '../../parts/log-lines.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Panel } from '../../parts/panel.tsx';
import { deploymentTone, inWords } from '../../parts/status-tones.ts';
import { Link, pathOf } from '../../routing/router.tsx';
import type { DeploymentView, LifecycleEvent } from './read-deployment.ts';

/** What CodeDeploy does in which order, and what the hooks said. */
export function LifecyclePanel({ deployment }: { readonly deployment: DeploymentView }) {
  const { lifecycle } = deployment;
  return (
    <Panel title="Lifecycle events" className="order-lifecycle">
      {lifecycle.length === 0 ? (
        <p className="muted">None has begun.</p>
      ) : (
        <ol className="lifecycle">
          {lifecycle.map((event) => (
            <Event key={event.name} event={event} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Event({ event }: { readonly event: LifecycleEvent }) {
  const { name, status, startedAt, endedAt, message, hook } = event;
  return (
    <li>
      <div className="lifecycle-head">
        <span className="lifecycle-name">{name}</span>
        <Badge tone={deploymentTone(status)}>{inWords(status)}</Badge>
        {startedAt !== undefined && (
          <span className="muted small">
            <Took startedAt={startedAt} endedAt={endedAt} /> · <Moment at={startedAt} show="absolute" />
          </span>
        )}
      </div>
      {hook === undefined ? (
        name !== 'AllowTraffic' && <p className="muted small">No hook.</p>
      ) : (
        <p className="small">
          Hook <Link href={pathOf('functions', hook)}>{hook}</Link>
        </p>
      )}
      {message !== undefined && <p className="bad-text">{message}</p>}
      {hook !== undefined && startedAt !== undefined && <HookLog hook={hook} startedAt={startedAt} endedAt={endedAt} />}
    </li>
  );
}

interface SpanProps {
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

function Took({ startedAt, endedAt }: SpanProps) {
  return useTimed((now) => formatDuration((endedAt ?? now) - startedAt));
}

/** A hook's last lines come after its report. */
const afterEndMs = 10_000;
const linesMax = 200;

function HookLog({ hook, startedAt, endedAt }: SpanProps & { readonly hook: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const call = useCall();
  const group = `/aws/lambda/${hook}`;
  const query = useLiveQuery(
    isOpen
      ? {
          key: `hook log ${hook} ${startedAt} ${endedAt ?? ''}`,
          read: () =>
            call('logs', 'FilterLogEvents', {
              logGroupName: group,
              startTime: Math.floor(startedAt * 1000),
              ...(endedAt !== undefined && { endTime: Math.ceil(endedAt * 1000) + afterEndMs }),
              limit: linesMax,
            }),
          concerns: ({ kind, id }) => kind === 'log' && id === group,
        }
      : undefined,
  );
  return (
    <details onToggle={(toggled) => setIsOpen(toggled.currentTarget.open)}>
      <summary className="small">
        Log<span className="visually-hidden"> of {hook}</span>
      </summary>
      {isOpen && (
        <Loaded query={query} subject="the log">
          {({ events = [] }) =>
            events.length === 0 ? (
              <p className="muted small">It wrote nothing.</p>
            ) : (
              <LogLines
                label={`Log of ${hook}`}
                lines={events.map(({ eventId = '', timestamp = 0, message = '' }) => ({
                  id: eventId,
                  timestamp,
                  message,
                }))}
              />
            )
          }
        </Loaded>
      )}
    </details>
  );
}
