/**
 * What the screens have read, kept by key: shown again at once when a screen is returned to, and read
 * anew when something changed, on the beat, or after the connection was broken.
 */
import type { Change } from './live-connection.ts';

export interface QueryState<T> {
  readonly data: T | undefined;
  /** Of the last reading. What was read before it stays. */
  readonly error: unknown;
  readonly isReading: boolean;
}

export interface Query<T> {
  /** Everything that the reading depends on. */
  readonly key: string;
  readonly read: () => Promise<T>;
  /** Whether a change concerns what was read. */
  readonly concerns?: ((change: Change) => boolean) | undefined;
  /** Also on every beat of the connection: for what changes without being told, as metrics do. */
  readonly isOnBeat?: boolean | undefined;
}

interface Entry {
  state: QueryState<unknown>;
  query: Query<unknown>;
  readonly listeners: Set<() => void>;
  isAgainWanted: boolean;
}

const unread: QueryState<never> = { data: undefined, error: undefined, isReading: false };
const forgottenMax = 60;

export class QueryStore {
  readonly #entries = new Map<string, Entry>();

  readonly stateOf = (key: string): QueryState<unknown> => this.#entries.get(key)?.state ?? unread;

  /** Reads at once, and again whenever it is told to, until the returned function is called. */
  watch(query: Query<unknown>, listener: () => void): () => void {
    let entry = this.#entries.get(query.key);
    if (entry === undefined) {
      entry = { state: unread, query, listeners: new Set(), isAgainWanted: false };
      this.#entries.set(query.key, entry);
      this.#forget();
    }
    const isFirst = entry.listeners.size === 0;
    entry.query = query;
    entry.listeners.add(listener);
    const watched = entry;
    if (isFirst) void this.#read(watched);
    return () => watched.listeners.delete(listener);
  }

  /** Also for what nobody watches: then it is read when it is watched again. */
  refresh(matches: (query: Query<unknown>) => boolean): void {
    for (const entry of this.#entries.values())
      if (entry.listeners.size > 0 && matches(entry.query)) void this.#read(entry);
  }

  async #read(entry: Entry): Promise<void> {
    if (entry.state.isReading) {
      entry.isAgainWanted = true;
      return;
    }
    set(entry, { ...entry.state, isReading: true });
    try {
      const data = await entry.query.read();
      set(entry, { data: keepSame(entry.state.data, data), error: undefined, isReading: false });
    } catch (error) {
      set(entry, { ...entry.state, error, isReading: false });
    }
    if (!entry.isAgainWanted) return;
    entry.isAgainWanted = false;
    if (entry.listeners.size > 0) await this.#read(entry);
  }

  #forget(): void {
    for (const [key, { listeners }] of this.#entries) {
      if (this.#entries.size <= forgottenMax) return;
      if (listeners.size === 0) this.#entries.delete(key);
    }
  }
}

function set(entry: Entry, state: QueryState<unknown>): void {
  entry.state = state;
  for (const listener of entry.listeners) listener();
}

/** What is equal stays the same object, down to the last row, so that nothing is drawn anew for it. */
export function keepSame(before: unknown, after: unknown): unknown {
  if (before === after) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    const kept = after.map((item, index) => keepSame(before[index], item));
    return kept.length === before.length && kept.every((item, index) => item === before[index]) ? before : kept;
  }
  if (!isPlain(before) || !isPlain(after)) return after;
  const names = Object.keys(after);
  const kept = Object.fromEntries(names.map((name) => [name, keepSame(before[name], after[name])]));
  const isEqual =
    names.length === Object.keys(before).length && names.every((name) => name in before && kept[name] === before[name]);
  return isEqual ? before : kept;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
