/** The one way in for log events: of functions, which make their groups, and of clients, who made them before. */
import { spellOut, type FormedLine } from '../../aws/line-form.ts';
import type { LogEvent, Logs, NewLogEvent } from '../../storage/logs.ts';
import type { Clock } from '../../time/clock.ts';
import { invariant } from '../../invariant.ts';
import { aborted } from './errors.ts';
import type { LogGroups, OpenGroup } from './log-groups.ts';
import type { MetricEmitter } from './metric-emitter.ts';
import type { InputEvent } from './resources/input-events.ts';
import { formatOwner, type Owner } from './resources/owner.ts';

/** A line that a function printed, or that the platform says of it: one, or those of a form. */
export interface LogLine extends Owner, FormedLine {
  readonly group: string;
  readonly stream: string;
}

interface Dependencies {
  readonly logs: Logs;
  readonly clock: Clock;
  readonly groups: LogGroups;
  readonly metrics: MetricEmitter;
  readonly observe?: ((events: readonly LogEvent[]) => void) | undefined;
}

/** How often a group is looked up again because it was changed or deleted meanwhile. */
const attemptsMax = 50;

interface Submitted {
  readonly stored: Promise<void>;
}

export class LogWriter {
  readonly #dependencies: Dependencies;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** Resolves when the lines are durable, and what metric filters make of them. Batches are stored in the order in which they are given. */
  async ingest(lines: readonly LogLine[]): Promise<void> {
    const submitted = this.#turn.then(() => this.#submitLines(lines));
    this.#turn = submitted.catch(() => undefined);
    await (
      await submitted
    ).stored;
  }

  /** Resolves when the events are durable; throws AWS's error where the group or the stream is not there. */
  async put(owner: Owner, group: string, stream: string, events: readonly InputEvent[]): Promise<void> {
    const { groups } = this.#dependencies;
    for (let attempts = 0; attempts < attemptsMax; attempts += 1) {
      const found = await groups.requireStream(owner, group, stream);
      if (!groups.isCurrent(found.open) || !found.open.streams.has(stream)) continue;
      await this.#append(new Map([[found.open, events.map((event) => ({ ...event, stream }))]])).stored;
      return;
    }
    throw aborted();
  }

  async #submitLines(lines: readonly LogLine[]): Promise<Submitted> {
    const { groups } = this.#dependencies;
    const byGroup = Map.groupBy(
      lines,
      ({ region, account, group }) => `${region.length},${account.length},${region}${account}${group}`,
    );
    for (let attempts = 0; attempts < attemptsMax; attempts += 1) {
      const targets = new Map<OpenGroup, readonly LogLine[]>();
      for (const ofGroup of byGroup.values()) {
        const [first] = ofGroup;
        invariant(first !== undefined, 'a group of lines has a line');
        const streams = [...new Set(ofGroup.map(({ stream }) => stream))];
        const { region, account } = first;
        targets.set(await groups.ensure({ region, account }, first.group, streams), ofGroup);
      }
      // What was deleted or changed since it was looked up is looked up again; from here to the store
      // nothing comes between.
      const isCurrent = [...targets].every(
        ([open, ofGroup]) => groups.isCurrent(open) && ofGroup.every(({ stream }) => open.streams.has(stream)),
      );
      if (isCurrent) return this.#append(targets);
    }
    throw aborted();
  }

  #append(targets: ReadonlyMap<OpenGroup, readonly (FormedLine & { readonly stream: string })[]>): Submitted {
    const { logs, clock, metrics, observe } = this.#dependencies;
    const ingestedAtMs = clock.now();
    const named: LogEvent[] = [];
    const stored: NewLogEvent[] = [];
    const writes: Promise<void>[] = [];
    for (const [open, events] of targets) {
      const owner = formatOwner(open.owner);
      for (const { stream, atMs, message, form, laterMs } of events) {
        const storedAs = open.streams.get(stream)?.storedAs;
        invariant(storedAs !== undefined, 'events are written to streams that are there');
        const event = { owner, group: open.group.storedAs, stream: storedAs, atMs, ingestedAtMs, message };
        stored.push(form === undefined ? event : { ...event, form, laterMs });
        // Lines of a form are the platform's own, and embed nothing for anybody.
        if (observe !== undefined && form === undefined)
          named.push({ owner, group: open.group.name, stream, atMs, ingestedAtMs, message });
      }
      if (open.filters.length > 0) writes.push(metrics.take(open, events.flatMap(spellOut)));
    }
    observe?.(named);
    return { stored: Promise.all([logs.append(stored), ...writes]).then(() => undefined) };
  }
}
