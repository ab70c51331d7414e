import { formatClock, formatIso } from '../format/moments.ts';
import { useConnectionState, useNow, useSession } from '../live/live.tsx';
import type { ConnectionState } from '../live/live-connection.ts';

const words: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  stale: 'Stale',
  lost: 'Disconnected',
  refused: 'Refused',
  signedOut: 'Signed out',
};

/** Whether what is shown is up to date, and what time it is there. */
export function ConnectionIndicator() {
  const state = useConnectionState();
  const { speed } = useSession();
  const now = useNow(speed > 4 ? 250 : 500);
  return (
    <div className="connection">
      <span className={`connection-state connection-${state}`} role="status" aria-label="Connection">
        <span className="connection-dot" aria-hidden="true" />
        {words[state]}
      </span>
      <time className="connection-clock" dateTime={formatIso(now)} title="Serin’s clock">
        {formatClock(now)}
      </time>
      {speed !== 1 && <span className="muted connection-speed">{speed}× speed</span>}
    </div>
  );
}

/** Across the page, where what is shown may not be true any more. */
export function ConnectionNotice() {
  const state = useConnectionState();
  if (state === 'live' || state === 'connecting') return null;
  return (
    <div className="notice" role="alert">
      {state === 'stale' && 'Nothing has been heard from Serin for some seconds: what is shown may be out of date.'}
      {state === 'lost' &&
        'The connection to Serin is broken: what is shown is as it was then. Trying to connect again …'}
      {state === 'refused' && 'Serin has too many pages open at once: close some. What is shown does not move.'}
      {state === 'signedOut' &&
        'Serin was started anew or the session has ended: open the address that `serin start` printed.'}
    </div>
  );
}
