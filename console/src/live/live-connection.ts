/**
 * The one stream of events that the page hangs on: what changed, and what time it is. Tells when it
 * broke or fell silent, and when it is whole again, so that screens read anew what they missed.
 */
import { readSession, type Session } from '../api/call.ts';
import { hasCode } from '../api/console-error.ts';
import { adoptReading, clockNow, type ClockReading } from './platform-clock.ts';

export type ChangeKind = 'deployment' | 'stack' | 'alarm' | 'function' | 'log' | 'metric';

export interface Change {
  readonly kind: ChangeKind;
  readonly region: string;
  readonly id: string;
}

/** `stale`: connected as far as the browser knows, but nothing is heard any more. `refused`: too many are connected. */
export type ConnectionState = 'connecting' | 'live' | 'stale' | 'lost' | 'refused' | 'signedOut';

export interface LiveListener {
  changed?(changes: readonly Change[]): void;
  /** All that was read before may be out of date. */
  reconnected?(): void;
  beat?(): void;
}

const staleAfterMs = 6000;
const retryAfterMs = 2000;

export class LiveConnection {
  readonly #listeners = new Set<LiveListener>();
  readonly #stateListeners = new Set<() => void>();
  #state: ConnectionState = 'connecting';
  #session: Session;
  #reading: ClockReading;
  #source: EventSource | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #hasBeenLive = false;

  constructor(session: Session) {
    this.#session = session;
    this.#reading = { now: session.now, readAtMs: performance.now() };
  }

  get session(): Session {
    return this.#session;
  }

  readonly state = (): ConnectionState => this.#state;

  /** Seconds since 1970, of the platform's clock. It stands still while the connection is broken. */
  readonly now = (): number => {
    const { readAtMs } = this.#reading;
    const wallMs = Math.min(performance.now(), readAtMs + staleAfterMs);
    return clockNow(this.#reading, this.#session.speed, wallMs);
  };

  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  open(): () => void {
    this.#connect();
    return () => {
      clearTimeout(this.#silence);
      this.#source?.close();
    };
  }

  #connect(): void {
    const source = new EventSource('/api/events');
    this.#source = source;
    source.addEventListener('hello', (event) => this.#welcome(parse(event) as Session));
    source.addEventListener('clock', (event) => {
      this.#setClock((parse(event) as { readonly now: number }).now);
      this.#heard();
      for (const listener of this.#listeners) listener.beat?.();
    });
    source.addEventListener('change', (event) => {
      this.#heard();
      const { changes } = parse(event) as { readonly changes: readonly Change[] };
      for (const listener of this.#listeners) listener.changed?.(changes);
    });
    source.addEventListener('refused', () => this.#broke(source, 'refused'));
    source.addEventListener('error', () => this.#broke(source, 'lost'));
  }

  #welcome(session: Session): void {
    this.#session = session;
    this.#reading = { now: session.now, readAtMs: performance.now() };
    this.#heard();
    if (this.#hasBeenLive) for (const listener of this.#listeners) listener.reconnected?.();
    this.#hasBeenLive = true;
  }

  #setClock(now: number): void {
    this.#reading = adoptReading(this.#reading, { now, readAtMs: performance.now() }, this.#session.speed);
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#fellSilent(), staleAfterMs);
    this.#setState('live');
  }

  /** A connection can be dead without the browser's knowing, as after a sleep: then a new one is made. */
  #fellSilent(): void {
    this.#setState('stale');
    const source = this.#source;
    this.#silence = setTimeout(() => {
      if (source !== undefined) this.#broke(source, 'lost');
    }, staleAfterMs);
  }

  #broke(source: EventSource, state: ConnectionState): void {
    if (source !== this.#source) return;
    this.#source = undefined;
    source.close();
    clearTimeout(this.#silence);
    this.#setState(state);
    this.#silence = setTimeout(() => void this.#retry(), retryAfterMs);
  }

  /** The browser would try again by itself, but never tell why it cannot: the session may have ended. */
  async #retry(): Promise<void> {
    try {
      await readSession();
      this.#connect();
    } catch (error) {
      if (hasCode(error, 'SessionRequired')) this.#setState('signedOut');
      else this.#silence = setTimeout(() => void this.#retry(), retryAfterMs);
    }
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }
}

/** The server's own words, of the same version. */
const parse = (event: MessageEvent<string>): unknown => JSON.parse(event.data);
