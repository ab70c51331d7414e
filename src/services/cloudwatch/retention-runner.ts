import type { SeriesKey } from '../../storage/series.ts';
import type { Timer } from '../../time/clock.ts';
import type { CloudwatchDependencies } from './context.ts';
import { condense, keptForMs, retentionTiers, type RetentionTier } from './retention.ts';
import { floorTo } from './resources/time-range.ts';

export interface RetentionRunner extends AsyncDisposable {
  /** Puts together and forgets what is due now. */
  run(): Promise<void>;
}

const hourMs = 3_600_000;
const seriesPerPage = 500;
const bookmarkPrefix = 'cloudwatch/retention/';

/** Until where the points of a tier have been put together. */
interface Bookmark {
  readonly untilMs: number;
}

type RetentionContext = Pick<CloudwatchDependencies, 'clock'> & {
  readonly store: Pick<CloudwatchDependencies['store'], 'series' | 'documents'>;
  readonly report: (problem: unknown) => void;
};

/**
 * Once an hour. A step that was cut short is taken again: putting together what is one already
 * changes nothing.
 */
export function startRetentionRunner(context: RetentionContext): RetentionRunner {
  return new HourlyRunner(context);
}

class HourlyRunner implements RetentionRunner {
  readonly #context: RetentionContext;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(context: RetentionContext) {
    this.#context = context;
    this.#wait();
  }

  run(): Promise<void> {
    this.#running = this.#running.then(() => this.#work()).catch((error: unknown) => this.#context.report(error));
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  #wait(): void {
    const { clock } = this.#context;
    this.#timer = clock.setTimer(floorTo(clock.now(), hourMs) + hourMs, () => {
      void this.run();
      this.#wait();
    });
  }

  async #work(): Promise<void> {
    const { store, clock } = this.#context;
    for (const tier of retentionTiers) await this.#carryOut(tier, clock.now());
    if (!this.#isStopped) await store.series.prune(clock.now() - keptForMs);
  }

  async #carryOut(tier: RetentionTier, nowMs: number): Promise<void> {
    const { documents, series } = this.#context.store;
    const key = `${bookmarkPrefix}${tier.name}`;
    const bookmark = await documents.get<Bookmark>(key);
    // Whole hours only, so that no period of any tier is cut in two.
    const untilMs = floorTo(nowMs - tier.afterMs, hourMs);
    const fromMs = bookmark?.value.untilMs ?? floorTo(nowMs - keptForMs, hourMs);
    if (untilMs <= fromMs) return;
    for await (const of of this.#seriesSince(fromMs)) {
      if (this.#isStopped) return;
      const change = (points: Parameters<typeof condense>[0]) => condense(points, tier.resolutionSeconds);
      await series.rewrite({ series: of, fromMs, toMs: untilMs, change });
    }
    await documents.write([{ kind: 'put', key, value: { untilMs } satisfies Bookmark }]);
  }

  async *#seriesSince(activeSinceMs: number): AsyncIterable<SeriesKey> {
    const { series } = this.#context.store;
    for (const owner of await series.owners()) {
      let after: string | undefined;
      do {
        const page = await series.list({
          owner,
          activeSinceMs,
          limit: seriesPerPage,
          ...(after !== undefined && { after }),
        });
        yield* page.series;
        after = page.next;
      } while (after !== undefined);
    }
  }
}
