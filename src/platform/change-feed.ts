/** What has changed in the store and in telemetry, for open pages of the console: gathered, and told in a while. */
import type { ConsoleChange } from '../server/console/changes.ts';
import type { Documents, Subscription } from '../storage/documents.ts';
import type { Clock, Timer } from '../time/clock.ts';
import { changeOf, watchedPrefixes } from './console-changes.ts';
import type { TelemetryBatch } from './planes.ts';

export interface ChangeFeedOptions {
  readonly documents: Pick<Documents, 'watch'>;
  readonly clock: Clock;
  readonly tell: (changes: readonly ConsoleChange[]) => void;
}

/** Of the wall's time: pages are read by people, whatever the platform's clock does. */
const tellEveryMs = 200;
/** More than these at once are told before their time. */
const gatheredMax = 1000;

export class ChangeFeed implements Disposable {
  readonly #options: ChangeFeedOptions;
  readonly #gathered = new Map<string, ConsoleChange>();
  #subscriptions: readonly Subscription[] = [];
  #isWatched = false;
  #toldAtMs = 0;
  #timer: Timer | undefined;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  /** Nothing is gathered while nobody watches. */
  watch(isWatched: boolean): void {
    if (isWatched === this.#isWatched) return;
    this.#isWatched = isWatched;
    for (const subscription of this.#subscriptions) subscription.cancel();
    this.#subscriptions = isWatched
      ? watchedPrefixes.map((prefix) => this.#options.documents.watch(prefix, (change) => this.#note(changeOf(change))))
      : [];
    if (!isWatched) this.#forget();
  }

  noteTelemetry({ logLines, invocations }: TelemetryBatch): void {
    if (!this.#isWatched) return;
    for (const { region, group } of logLines) this.#note({ kind: 'log', region, id: group });
    for (const { region, functionName } of invocations) this.#note({ kind: 'metric', region, id: functionName });
  }

  [Symbol.dispose](): void {
    this.watch(false);
  }

  #note(change: ConsoleChange | undefined): void {
    if (change === undefined) return;
    this.#gathered.set(`${change.kind} ${change.region} ${change.id}`, change);
    if (this.#gathered.size >= gatheredMax) this.#tell();
    else this.#timer ??= this.#options.clock.setRealTimer(this.#waitMs(), () => this.#tell());
  }

  /** The first change after a while is told at once, those that follow at most so often. */
  #waitMs(): number {
    return Math.max(0, this.#toldAtMs + tellEveryMs - this.#options.clock.realNow());
  }

  #tell(): void {
    const changes = [...this.#gathered.values()];
    this.#forget();
    this.#toldAtMs = this.#options.clock.realNow();
    this.#options.tell(changes);
  }

  #forget(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#gathered.clear();
  }
}
