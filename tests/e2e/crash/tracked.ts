/**
 * What a client knows of one thing on the server: the state that was acknowledged and, when the
 * server died on the way, also the one that the request under way would have made. Nothing else may
 * be found after the restart: a change has happened wholly or not at all.
 */
import { AssertionError } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';

/** The server is gone, and with it the answer. */
export class ServerGone extends Error {
  override readonly name = 'ServerGone';
}

export interface World {
  /** Set when the kill is about to come: from then on answers may fail to arrive. */
  isKilled: boolean;
  readonly violations: string[];
  readonly acknowledged: Map<string, number>;
  readonly refused: Map<string, number>;
  inFlight: number;
  /** Called at every acknowledgement. */
  onAcknowledged: () => void;
}

export const createWorld = (): World => ({
  isKilled: false,
  violations: [],
  acknowledged: new Map(),
  refused: new Map(),
  inFlight: 0,
  onAcknowledged: () => undefined,
});

export interface Attempt<State> {
  readonly operation: string;
  readonly after: State;
  /** Sends the request; may give a more exact state, from what the answer says. */
  send(): Promise<State | void>;
}

export class Tracked<State> {
  readonly name: string;
  readonly #world: World;
  #candidates: readonly State[];

  constructor(name: string, world: World, initial: State) {
    this.name = name;
    this.#world = world;
    this.#candidates = [initial];
  }

  /** The state, where it is certain. */
  get state(): State {
    if (!this.isCertain) throw new Error(`${this.name} is uncertain until it is observed`);
    return this.#candidates[0] as State;
  }

  get isCertain(): boolean {
    return this.#candidates.length === 1;
  }

  /** `false`: the server refused the request, which is no change. Throws `ServerGone`. */
  async attempt({ operation, after, send }: Attempt<State>): Promise<boolean> {
    const before = this.state;
    const { acknowledged, refused, violations } = this.#world;
    try {
      const exact = await send();
      // `void` is what a send without further knowledge gives.
      this.#candidates = [exact === undefined ? after : exact];
      acknowledged.set(operation, (acknowledged.get(operation) ?? 0) + 1);
      this.#world.onAcknowledged();
      return true;
    } catch (error) {
      if (error instanceof AssertionError) {
        violations.push(`${this.name}: ${operation} was acknowledged otherwise than asked: ${error.message}`);
        this.#candidates = [after];
        return true;
      }
      const { status, name, message } = readServiceError(error);
      if (status === undefined) {
        if (!this.#world.isKilled) violations.push(`${this.name}: ${operation} got no answer: ${String(error)}`);
        this.#world.inFlight += 1;
        this.#candidates = [before, after];
        throw new ServerGone(operation, { cause: error });
      }
      // An update waits for the one before it; nothing else that these clients ask can be refused.
      const isExpected = name === 'ResourceConflictException' && message.includes('cannot be performed at this time');
      if (!isExpected) violations.push(`${this.name}: ${operation} was answered ${status} ${name}: ${message}`);
      refused.set(`${operation} ${name}`, (refused.get(`${operation} ${name}`) ?? 0) + 1);
      return false;
    }
  }

  /** Holds what is found after the restart against what may be there, and goes on from it. */
  observe<Seen>(seen: Seen, project: (state: State) => Seen, note: (message: string) => void): void {
    const possible = this.#candidates.filter((state) => isDeepStrictEqual(project(state), seen));
    const found = possible.at(-1);
    if (possible.length === 0) {
      const expected = this.#candidates.map((state) => JSON.stringify(project(state))).join('\n      or ');
      note(`${this.name}\n   found ${JSON.stringify(seen)}\n  wanted ${expected}`);
      return;
    }
    this.#candidates = [found as State];
  }
}

function readServiceError(error: unknown): { status: number | undefined; name: string; message: string } {
  if (!(error instanceof Error)) return { status: undefined, name: 'unknown', message: String(error) };
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const isAnswer = '$fault' in error || (error.name !== 'Error' && 'Code' in error);
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : undefined;
  return { status: isAnswer || (status ?? 0) >= 400 ? status : undefined, name: error.name, message: error.message };
}
