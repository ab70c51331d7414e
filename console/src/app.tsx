import { useEffect, useState } from 'react';
import { readSession, type Session } from './api/call.ts';
import { hasCode } from './api/console-error.ts';
import { LiveProvider } from './live/live.tsx';
import { AnnouncerProvider } from './parts/announcer.tsx';
import { EmptyState } from './parts/empty-state.tsx';
import { Problem } from './parts/problem.tsx';
import { ErrorBoundary } from './shell/problems.tsx';
import { Shell } from './shell/shell.tsx';
import { Link, pathParts, usePath } from './routing/router.tsx';
import { screenAt } from './screens/screens.tsx';

/** The console: nothing without a session, then the shell with the screen of the address. */
export function App() {
  const [session, setSession] = useState<Session>();
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    setError(undefined);
    void readSession().then(setSession, setError);
  }, [attempt]);
  if (session !== undefined)
    return (
      <LiveProvider session={session}>
        <AnnouncerProvider>
          <Shell>
            <Screen />
          </Shell>
        </AnnouncerProvider>
      </LiveProvider>
    );
  if (error === undefined) return <p className="loading page-notice">Opening the console …</p>;
  return (
    <main className="page-notice">
      {hasCode(error, 'SessionRequired') ? (
        <>
          <h1>Signed out</h1>
          <p>
            This browser has no session with Serin. Open the address that <code>serin start</code> printed; it carries
            the token that lets you in.
          </p>
        </>
      ) : (
        <Problem error={error} title="The console could not be opened" onRetry={() => setAttempt(attempt + 1)} />
      )}
    </main>
  );
}

function Screen() {
  const path = usePath();
  const screen = screenAt(pathParts(path));
  return (
    <ErrorBoundary place={path}>
      {screen ?? (
        <EmptyState title="There is no such screen">
          <p>
            Nothing is at <code>{path}</code>. <Link href="/deployments">Go to the deployments</Link>
          </p>
        </EmptyState>
      )}
    </ErrorBoundary>
  );
}
