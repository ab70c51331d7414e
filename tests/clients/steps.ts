/** What a client was made to do, step by step, and how each step went. */

/** Thrown by a step that this machine cannot do; the message says why. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

type Outcome = 'ok' | 'FAILED' | 'skipped';

export interface StepReport {
  readonly client: string;
  readonly area: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Why it failed or was skipped. */
  readonly detail: string;
  readonly seconds: number;
}

interface Result {
  readonly client: string;
  readonly area: string;
  readonly outcome: Outcome;
}

export class Steps {
  readonly #results: Result[] = [];

  /** Carries a step out and says how it went. A step that fails does not keep the next from being tried. */
  async step(client: string, area: string, name: string, body: () => Promise<void>): Promise<void> {
    const startedAt = performance.now();
    const { outcome, detail } = await carryOut(body);
    this.record({ client, area, name, outcome, detail, seconds: (performance.now() - startedAt) / 1000 });
  }

  /** Takes down a step that a client in another process carried out. */
  record({ client, area, name, outcome, detail, seconds }: StepReport): void {
    this.#results.push({ client, area, outcome });
    const reason = outcome === 'skipped' ? ` (${detail})` : '';
    console.log(`${client} | ${area} | ${name}: ${outcome}${reason} ${seconds.toFixed(1)} s`);
    if (outcome === 'FAILED') console.log(detail.replaceAll(/^/gm, '    '));
  }

  /** Clients across, areas down: how many steps of each went well. */
  matrix(): string {
    const clients = [...new Set(this.#results.map((result) => result.client))];
    const areas = [...new Set(this.#results.map((result) => result.area))];
    const rows = [
      ['', ...clients],
      ...areas.map((area) => [area, ...clients.map((client) => this.#cell(client, area))]),
    ];
    const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
    return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
  }

  get failed(): number {
    return this.#count('FAILED');
  }

  /** The line that the continuous integration reads. */
  summary(): string {
    const skipped = this.#count('skipped');
    const counts = `Clients: ${this.#count('ok')} passed, ${this.failed} failed`;
    return skipped === 0 ? counts : `${counts}, ${skipped} skipped`;
  }

  #cell(client: string, area: string): string {
    const results = this.#results.filter((result) => result.client === client && result.area === area);
    if (results.length === 0) return '-';
    const good = results.filter((result) => result.outcome === 'ok').length;
    const skipped = results.filter((result) => result.outcome === 'skipped').length;
    return `${good}/${results.length}${skipped === 0 ? '' : ` (${skipped} skipped)`}`;
  }

  #count(outcome: Outcome): number {
    return this.#results.filter((result) => result.outcome === outcome).length;
  }
}

async function carryOut(body: () => Promise<void>): Promise<{ readonly outcome: Outcome; readonly detail: string }> {
  try {
    await body();
    return { outcome: 'ok', detail: '' };
  } catch (error) {
    if (error instanceof Skipped) return { outcome: 'skipped', detail: error.message };
    return { outcome: 'FAILED', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
