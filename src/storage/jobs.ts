/** Work under way that nobody waits for, but those who want to know when it is over. */
export class Jobs {
  readonly #report: (problem: unknown) => void;
  readonly #running = new Set<Promise<void>>();

  constructor(report: (problem: unknown) => void) {
    this.#report = report;
  }

  /** Begins in a later turn. A failure is reported; who can try again does. */
  run(work: () => Promise<void>): void {
    const running = Promise.resolve()
      .then(() => this.attempt(work))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when the work is over, whatever became of it. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (problem) {
      this.#report(problem);
    }
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}

/** Works on all items, on a bounded number of them at once. */
export async function forEachAtOnce<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}
