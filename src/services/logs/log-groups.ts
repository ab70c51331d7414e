/**
 * The groups, streams and metric filters that are in use, in memory: a busy function writes thousands
 * of lines a second, and none of them may cost a look into the store. What is changed is dropped here
 * by the very commit that changed it.
 */
import type { Change, CommittedChange, Documents, Subscription } from '../../storage/documents.ts';
import { RevisionConflict } from '../../storage/documents.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import { aborted, groupNotFound, streamNotFound } from './errors.ts';
import { parseFilterPattern } from './filter-pattern/filter-pattern.ts';
import type { FilterPattern } from './filter-pattern/pattern.ts';
import { PatternProblem } from './filter-pattern/pattern-problem.ts';
import { collect } from './records.ts';
import { filtersPrefix, groupKey, logsPrefix, parseKey, streamKey } from './resources/keys.ts';
import { createLogGroup, type LogGroup } from './resources/log-group.ts';
import { createLogStream, type LogStream } from './resources/log-stream.ts';
import type { MetricFilter } from './resources/metric-filter.ts';
import type { Owner } from './resources/owner.ts';

export interface OpenGroup {
  readonly key: string;
  readonly owner: Owner;
  readonly group: LogGroup;
  readonly filters: readonly ActiveFilter[];
  /** Those met so far, not all. */
  readonly streams: Map<string, LogStream>;
}

export interface ActiveFilter {
  readonly filter: MetricFilter;
  readonly pattern: FilterPattern;
}

interface Dependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly random: Random;
}

const groupsMax = 2000;
const streamsMax = 5000;
const attemptsMax = 50;

export class LogGroups implements Disposable {
  readonly #dependencies: Dependencies;
  readonly #open = new Map<string, OpenGroup>();
  /** Counts changes of groups and filters, so that what was read before one is not kept after it. */
  #changes = 0;
  readonly #subscription: Subscription;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    this.#subscription = dependencies.documents.watch(logsPrefix, (change) => this.#notice(change));
  }

  [Symbol.dispose](): void {
    this.#subscription.cancel();
  }

  async find(owner: Owner, name: string): Promise<OpenGroup | undefined> {
    const key = groupKey(owner, name);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const { documents } = this.#dependencies;
    const changes = this.#changes;
    const stored = await documents.get<LogGroup>(key);
    if (stored === undefined) return undefined;
    const filters = (await collect<MetricFilter>(documents, filtersPrefix(owner, name))).flatMap(activate);
    const open = { key, owner, group: stored.value, filters, streams: new Map<string, LogStream>() };
    if (changes !== this.#changes) return open;
    if (this.#open.size >= groupsMax) this.#open.clear();
    const other = this.#open.get(key);
    if (other !== undefined) return other;
    this.#open.set(key, open);
    return open;
  }

  async require(owner: Owner, name: string): Promise<OpenGroup> {
    const open = await this.find(owner, name);
    if (open === undefined) throw groupNotFound();
    return open;
  }

  /** The group and the stream; throws AWS's error for the first of them that is not there. */
  async requireStream(owner: Owner, group: string, name: string): Promise<{ open: OpenGroup; stream: LogStream }> {
    const open = await this.require(owner, group);
    const stream = await this.#findStream(open, name);
    if (stream === undefined) throw streamNotFound();
    return { open, stream };
  }

  /** The group and its streams of these names; those that are not there are created. */
  async ensure(owner: Owner, name: string, streams: readonly string[]): Promise<OpenGroup> {
    for (let attempts = 0; attempts < attemptsMax; attempts += 1) {
      try {
        const open = (await this.find(owner, name)) ?? (await this.#create(owner, name));
        await this.#ensureStreams(open, streams);
        return open;
      } catch (error) {
        // Another writer created the same meanwhile: it is found now.
        if (!(error instanceof RevisionConflict)) throw error;
      }
    }
    throw aborted();
  }

  /** Whether nothing has been deleted or changed since; what is decided from it at once still holds. */
  isCurrent(open: OpenGroup): boolean {
    return this.#open.get(open.key) === open;
  }

  async #create(owner: Owner, name: string): Promise<OpenGroup> {
    const { documents, clock, random } = this.#dependencies;
    const key = groupKey(owner, name);
    const group = createLogGroup({ name, createdAtMs: clock.now() }, random.uuid());
    await documents.write([{ kind: 'put', key, value: group, ifRevision: 0 }]);
    return (await this.find(owner, name)) ?? { key, owner, group, filters: [], streams: new Map() };
  }

  async #findStream({ owner, group, streams }: OpenGroup, name: string): Promise<LogStream | undefined> {
    const known = streams.get(name);
    if (known !== undefined) return known;
    const stored = await this.#dependencies.documents.get<LogStream>(streamKey(owner, group.name, name));
    if (stored === undefined) return undefined;
    if (streams.size >= streamsMax) streams.clear();
    streams.set(name, stored.value);
    return stored.value;
  }

  async #ensureStreams(open: OpenGroup, names: readonly string[]): Promise<void> {
    const { documents, clock, random } = this.#dependencies;
    const missing: LogStream[] = [];
    for (const name of names) {
      if ((await this.#findStream(open, name)) === undefined) {
        missing.push(createLogStream(name, clock.now(), random.uuid()));
      }
    }
    if (missing.length === 0) return;
    const puts = missing.map((stream): Change => ({
      kind: 'put',
      key: streamKey(open.owner, open.group.name, stream.name),
      value: stream,
      ifRevision: 0,
    }));
    await documents.write(puts);
    for (const stream of missing) open.streams.set(stream.name, stream);
  }

  #notice({ key, value }: CommittedChange): void {
    const parsed = parseKey(key);
    if (parsed === undefined) return;
    // A new stream changes nothing that is known. One that was deleted may be in many hands, and
    // whoever holds it has to look anew.
    if (parsed.kind === 'stream' && value !== undefined) return;
    this.#changes += 1;
    this.#open.delete(parsed.groupKey);
  }
}

/** A pattern was held against its rules when it was put; one of an older program may not be readable. */
function activate(filter: MetricFilter): readonly ActiveFilter[] {
  const pattern = parseFilterPattern(filter.pattern);
  return pattern instanceof PatternProblem ? [] : [{ filter, pattern }];
}
