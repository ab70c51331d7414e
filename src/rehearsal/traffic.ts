/** Callers of the aliases, at a rate in the platform's time, and what they met. */
import type { Clock } from '../time/clock.ts';
import type { AwsConnection } from './aws-connection.ts';
import type { ShiftedAlias } from './shifted-aliases.ts';

/** One call that a function answered. */
export interface AnsweredCall {
  readonly atMs: number;
  readonly version: string;
  readonly hasFailed: boolean;
}

/** What callers of one alias met, in the order of the answers. */
export interface AliasTally {
  readonly calls: AnsweredCall[];
  /** Calls that the platform answered itself, as when the function is throttled. */
  refused: number;
}

export interface TrafficOptions {
  readonly connection: AwsConnection;
  readonly clock: Clock;
  readonly aliases: readonly ShiftedAlias[];
  readonly requestsPerSecond: number;
  /** The events of an alias, replayed in turn. */
  readonly eventsOf: (alias: ShiftedAlias) => readonly Uint8Array[];
}

const tickMs = 5;
/**
 * Requests of one alias that wait for their answers at once: as many callers there are. More of them
 * would let a machine that cannot keep up start one process after another.
 */
const openMax = 16;

/** Calls until it is disposed of; what the machine cannot keep up with is left out, and counted. */
export class Traffic implements AsyncDisposable {
  readonly tallies: ReadonlyMap<string, AliasTally>;
  readonly #options: TrafficOptions;
  readonly #startedAtMs: number;
  readonly #open = new Set<Promise<void>>();
  #isEnding = false;
  #endedAtMs: number | undefined;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.now();
    this.tallies = new Map(options.aliases.map(({ resource }) => [resource, { calls: [], refused: 0 }]));
    for (const alias of options.aliases) this.#pace(alias);
  }

  get requests(): number {
    return [...this.tallies.values()].reduce((sum, { calls, refused }) => sum + calls.length + refused, 0);
  }

  get refused(): number {
    return [...this.tallies.values()].reduce((sum, { refused }) => sum + refused, 0);
  }

  /** Of each alias, in the platform's time. */
  get achievedPerSecond(): number {
    const seconds = ((this.#endedAtMs ?? this.#options.clock.now()) - this.#startedAtMs) / 1000;
    return seconds <= 0 || this.tallies.size === 0 ? 0 : this.requests / seconds / this.tallies.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endedAtMs ??= this.#options.clock.now();
    this.#isEnding = true;
    await Promise.all(this.#open);
  }

  /** Sends what has become due since the last look; what could not be sent in time is not made up for. */
  #pace(alias: ShiftedAlias): void {
    const { clock, requestsPerSecond, eventsOf } = this.#options;
    const events = eventsOf(alias);
    let due = 0;
    let lookedAtMs = clock.now();
    let sent = 0;
    let open = 0;
    const look = (): void => {
      if (this.#isEnding) return;
      const nowMs = clock.now();
      due += ((nowMs - lookedAtMs) / 1000) * requestsPerSecond;
      lookedAtMs = nowMs;
      for (; due >= 1 && open < openMax; due -= 1) {
        open += 1;
        const call = this.#call(alias, events[sent % events.length] ?? new Uint8Array()).finally(() => {
          open -= 1;
          this.#open.delete(call);
        });
        this.#open.add(call);
        sent += 1;
      }
      if (open >= openMax) due = Math.min(due, 1);
      clock.setRealTimer(tickMs, look);
    };
    look();
  }

  async #call({ resource, functionName, alias }: ShiftedAlias, body: Uint8Array): Promise<void> {
    const { connection, clock } = this.#options;
    const tally = this.tallies.get(resource);
    if (tally === undefined) return;
    const atMs = clock.now();
    try {
      const { status, headers } = await connection.send({
        method: 'POST',
        service: 'lambda',
        path: `/2015-03-31/functions/${functionName}:${alias}/invocations`,
        body,
      });
      const version = headers.get('x-amz-executed-version');
      if (status >= 400 || version === null) tally.refused += 1;
      else tally.calls.push({ atMs, version, hasFailed: headers.has('x-amz-function-error') });
    } catch {
      // The platform answered with a failure of its own, or is on its way to its end.
      if (!this.#isEnding) tally.refused += 1;
    }
  }
}
