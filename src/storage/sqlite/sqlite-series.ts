import { invariant } from '../../invariant.ts';
import { parseSeriesCursor, seriesCursor } from '../cursor.ts';
import type { Series, SeriesKey, SeriesPoint, SeriesQuery, StoredPoint } from '../series.ts';
import type { Committer } from './committer.ts';
import type { Database, Parameters as SqlParameters, Statement } from './database.ts';
import { decodeDimensions, dimensionNeedle, encodeDimensions } from './series-key.ts';
import { pruneStepRows } from './prune-step.ts';

interface SeriesRow {
  readonly owner: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: string;
  readonly unit: string;
}

interface PointRow extends Omit<StoredPoint, 'sketch'> {
  readonly sketch: Uint8Array | null;
}

export class SqliteSeries implements Series {
  readonly #database: Database;
  readonly #committer: Committer;
  readonly #intern: Statement<{ readonly id: number }>;
  readonly #insert: Statement<never>;
  readonly #query: Statement<PointRow>;
  readonly #owners: Statement<{ readonly owner: string }>;
  readonly #deleteRange: Statement<never>;
  readonly #prunePoints: Statement<never>;
  readonly #pruneSeries: Statement<never>;

  constructor(database: Database, committer: Committer) {
    this.#database = database;
    this.#committer = committer;
    this.#intern = database.statement(
      'insert into series (owner, namespace, metric, dimensions, unit, last_at) values (:owner, :namespace, :metric, :dimensions, :unit, :atMs) on conflict (owner, namespace, metric, dimensions, unit) do update set last_at = max(last_at, excluded.last_at) returning id',
    );
    this.#insert = database.statement(
      'insert into point (series_id, at, resolution_seconds, sample_count, sum, minimum, maximum, sketch) values (:id, :atMs, :resolutionSeconds, :sampleCount, :sum, :minimum, :maximum, :sketch)',
    );
    this.#query = database.statement(
      `select point.at as atMs, resolution_seconds as resolutionSeconds, sample_count as sampleCount, sum, minimum, maximum, sketch
       from series join point on point.series_id = series.id
       where owner = :owner and namespace = :namespace and metric = :metric and dimensions = :dimensions and unit = :unit
         and point.at >= :fromMs and point.at < :toMs
       order by point.at, point.id`,
    );
    this.#owners = database.statement('select distinct owner from series order by owner');
    this.#deleteRange = database.statement(
      `delete from point where at >= :fromMs and at < :toMs and series_id = (select id from series
         where owner = :owner and namespace = :namespace and metric = :metric and dimensions = :dimensions and unit = :unit)`,
    );
    this.#prunePoints = database.statement(
      'delete from point where id in (select point.id from series join point on point.series_id = series.id where point.at < :beforeMs limit :limit)',
    );
    this.#pruneSeries = database.statement('delete from series where last_at < :beforeMs');
  }

  async append(points: readonly SeriesPoint[]): Promise<void> {
    if (points.length === 0) return;
    await this.#committer.commit(() => {
      for (const point of points) this.#append(point);
    });
  }

  query(request: Parameters<Series['query']>[0]): Promise<readonly StoredPoint[]> {
    return this.#database.read(() => this.#read(request));
  }

  owners(): Promise<readonly string[]> {
    return this.#database.read(() => this.#owners.all({}).map(({ owner }) => owner));
  }

  async rewrite({ change, ...range }: Parameters<Series['rewrite']>[0]): Promise<void> {
    await this.#committer.commit(() => {
      const before = this.#read(range);
      const after = change(before);
      if (after === before) return;
      this.#deleteRange.run({ ...toRow(range.series), fromMs: range.fromMs, toMs: range.toMs });
      for (const point of after) this.#append({ ...point, series: range.series });
    });
  }

  list(query: SeriesQuery): Promise<{ readonly series: readonly SeriesKey[]; readonly next?: string }> {
    return this.#database.read(() => {
      invariant(query.limit >= 1, 'a page holds at least one series');
      const { sql, parameters } = listing(query);
      const rows = this.#database.statement<SeriesRow>(sql).all(parameters);
      const page = rows.slice(0, query.limit);
      const series = page.map((row) => ({ ...row, dimensions: decodeDimensions(row.dimensions) }));
      const last = page.at(-1);
      if (rows.length <= query.limit || last === undefined) return { series };
      return { series, next: seriesCursor([last.namespace, last.metric, last.dimensions, last.unit]) };
    });
  }

  async prune(beforeMs: number): Promise<number> {
    let pruned = 0;
    for (;;) {
      const step = await this.#committer.commit(() => this.#prunePoints.run({ beforeMs, limit: pruneStepRows }));
      pruned += step;
      if (step < pruneStepRows) break;
    }
    await this.#committer.commit(() => this.#pruneSeries.run({ beforeMs }));
    return pruned;
  }

  #read({ series, fromMs, toMs }: Parameters<Series['query']>[0]): readonly StoredPoint[] {
    return this.#query
      .all({ ...toRow(series), fromMs, toMs })
      .map(({ sketch, ...point }) => (sketch === null ? point : Object.assign(point, { sketch })));
  }

  #append({ series, atMs, resolutionSeconds, sampleCount, sum, minimum, maximum, sketch }: SeriesPoint): void {
    const interned = this.#intern.get({ ...toRow(series), atMs });
    invariant(interned !== undefined, 'an upsert returns its row');
    this.#insert.run({
      id: interned.id,
      atMs,
      resolutionSeconds,
      sampleCount,
      sum,
      minimum,
      maximum,
      sketch: sketch ?? null,
    });
  }
}

function toRow({ owner, namespace, metric, dimensions, unit }: SeriesKey): Record<keyof SeriesRow, string> {
  return { owner, namespace, metric, dimensions: encodeDimensions(dimensions), unit };
}

/** Only the conditions that are asked for, so that the index over a series' parts serves those it can. */
function listing(query: SeriesQuery): { sql: string; parameters: SqlParameters } {
  const { owner, namespace, metric, activeSinceMs, after, limit } = query;
  const conditions = ['owner = :owner'];
  const parameters: Record<string, string | number> = { owner, limit: limit + 1 };
  if (namespace !== undefined) {
    conditions.push('namespace = :namespace');
    parameters['namespace'] = namespace;
  }
  if (metric !== undefined) {
    conditions.push('metric = :metric');
    parameters['metric'] = metric;
  }
  addDimensions(query, conditions, parameters);
  if (activeSinceMs !== undefined) {
    conditions.push('last_at >= :activeSinceMs');
    parameters['activeSinceMs'] = activeSinceMs;
  }
  if (after !== undefined) {
    const parts = parseSeriesCursor(after, 4);
    conditions.push('(namespace, metric, dimensions, unit) > (:after0, :after1, :after2, :after3)');
    for (const [index, part] of parts.entries()) parameters[`after${index}`] = part;
  }
  const sql = `select owner, namespace, metric, dimensions, unit from series where ${conditions.join(' and ')} order by namespace, metric, dimensions, unit limit :limit`;
  return { sql, parameters };
}

function addDimensions(
  { dimensions = [], hasNoOtherDimensions = false }: SeriesQuery,
  conditions: string[],
  parameters: Record<string, string | number>,
): void {
  if (hasNoOtherDimensions) {
    conditions.push('dimensions = :dimensions');
    parameters['dimensions'] = encodeDimensions(dimensions.map(({ name, value = '' }) => [name, value]));
    return;
  }
  for (const [index, dimension] of dimensions.entries()) {
    // The search of the text is quick and lets a few too many through; reading the text tells.
    const isSame = `json_extract(value, '$[0]') = :name${index}${dimension.value === undefined ? '' : ` and json_extract(value, '$[1]') = :value${index}`}`;
    conditions.push(`instr(dimensions, :needle${index}) > 0`);
    conditions.push(`exists (select 1 from json_each(dimensions) where ${isSame})`);
    parameters[`needle${index}`] = dimensionNeedle(dimension);
    parameters[`name${index}`] = dimension.name;
    if (dimension.value !== undefined) parameters[`value${index}`] = dimension.value;
  }
}
