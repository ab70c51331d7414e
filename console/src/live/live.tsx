/** What every screen stands on: the connection, the chosen region, and what was read. */
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { createCall, type Call, type Session } from '../api/call.ts';
import { LiveConnection, type ConnectionState } from './live-connection.ts';
import { QueryStore, type Query, type QueryState } from './query-store.ts';
import { Ticker } from './ticker.ts';

interface Live {
  readonly connection: LiveConnection;
  readonly queries: QueryStore;
  readonly ticker: Ticker;
  readonly region: string;
  readonly setRegion: (region: string) => void;
  readonly call: Call;
}

const LiveContext = createContext<Live | undefined>(undefined);

const regionKey = 'serin.region';

export function LiveProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const [connection] = useState(() => new LiveConnection(session));
  const [queries] = useState(() => new QueryStore());
  const [ticker] = useState(() => new Ticker(connection.now));
  const [region, setRegion] = useState(() => sessionStorage.getItem(regionKey) ?? session.region);
  useEffect(() => connection.open(), [connection]);
  useEffect(
    () =>
      connection.listen({
        changed: (changes) => queries.refresh(({ concerns }) => concerns !== undefined && changes.some(concerns)),
        reconnected: () => queries.refresh(() => true),
        beat: () => {
          if (document.visibilityState === 'visible') queries.refresh(({ isOnBeat }) => isOnBeat === true);
        },
      }),
    [connection, queries],
  );
  const live = useMemo(
    () => ({
      connection,
      queries,
      ticker,
      region,
      setRegion: (chosen: string) => {
        sessionStorage.setItem(regionKey, chosen);
        setRegion(chosen);
      },
      call: createCall(region),
    }),
    [connection, queries, region, ticker],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = use(LiveContext);
  if (live === undefined) throw new Error('A screen stands outside of the LiveProvider');
  return live;
}

/** Calls operations of the chosen region. */
export const useCall = (): Call => useLive().call;

export const useSession = (): Session => useLive().connection.session;

export function useConnectionState(): ConnectionState {
  const { connection } = useLive();
  return useSyncExternalStore(connection.onState, connection.state);
}

export interface LiveQuery<T> extends QueryState<T> {
  readonly refresh: () => void;
}

/**
 * Reads, and reads anew when a change concerns it. `undefined` reads nothing yet. The key needs to
 * name everything that the reading depends on but the region.
 */
export function useLiveQuery<T>(wanted: Query<T> | undefined): LiveQuery<T> {
  const { queries, region } = useLive();
  const key = wanted === undefined ? '' : `${region} ${wanted.key}`;
  const query = useMemo(
    () => (wanted === undefined ? undefined : { ...wanted, key }),
    // What a query reads and listens to is told by its key.
    [key],
  );
  const subscribe = useMemo(
    () => (listener: () => void) => (query === undefined ? () => undefined : queries.watch(query, listener)),
    [queries, query],
  );
  // Under one key lies what the query of that key has read.
  const state = useSyncExternalStore(subscribe, () => queries.stateOf(key)) as QueryState<T>;
  const refresh = useMemo(() => () => queries.refresh((other) => other.key === key), [queries, key]);
  return { ...state, refresh };
}

/** Words that depend on the time: who shows them is drawn anew only when they become others. */
export function useTimed(words: (now: number) => string, everyMs = 1000): string {
  const { ticker } = useLive();
  const subscribe = useMemo(() => (listener: () => void) => ticker.listen(everyMs, listener), [everyMs, ticker]);
  return useSyncExternalStore(subscribe, () => words(ticker.now(everyMs)));
}

/** The platform's clock in seconds since 1970, ticking. */
export function useNow(everyMs = 500): number {
  const { ticker } = useLive();
  const [now, setNow] = useState(() => ticker.now(everyMs));
  useEffect(() => ticker.listen(everyMs, () => setNow(ticker.now(everyMs))), [everyMs, ticker]);
  return now;
}
