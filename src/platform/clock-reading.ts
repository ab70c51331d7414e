/**
 * What the platform's clock showed, kept in the data folder: a clock that ran faster than the wall's
 * must not go back at the next start, or all that was to happen at a moment that it had nearly
 * reached would wait for the wall's clock to come to it.
 */
import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Timer } from '../time/clock.ts';

export interface ClockReading {
  readonly atMs: number;
  /** The wall's time then. */
  readonly realMs: number;
  /** How fast the clock ran on from there; 0: it stopped. */
  readonly speed: number;
}

const fileName = 'clock.json';
const keptEveryMs = 1000;

/**
 * Longer than a reading ever takes to be replaced by the next one. A platform that was killed may
 * have shown as much more than it last kept; what it was away for beyond that did not pass for it.
 */
const unkeptMaxMs = 10_000;

/** Where the clock of a new start begins: no earlier than the wall's, nor than it ever showed before. */
export function clockStart(reading: ClockReading | undefined, realMs: number): number {
  if (reading === undefined) return realMs;
  const awayMs = realMs - reading.realMs;
  // A wall's clock that was put back tells nothing of how long it was.
  const unkeptMs = awayMs >= 0 ? Math.min(awayMs, unkeptMaxMs) : unkeptMaxMs;
  return Math.max(realMs, Math.ceil(reading.atMs + unkeptMs * reading.speed));
}

/** `undefined`: none was ever kept, or it cannot be made out. */
export function readClockReading(dataFolder: string): ClockReading | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(dataFolder, fileName), 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { atMs, realMs, speed }: { atMs?: unknown; realMs?: unknown; speed?: unknown } = value;
    const isWhole = [atMs, realMs, speed].every((part) => Number.isFinite(part));
    return isWhole ? { atMs: Number(atMs), realMs: Number(realMs), speed: Number(speed) } : undefined;
  } catch {
    // A clock that is the wall's keeps no reading.
    return undefined;
  }
}

export interface ClockKeeping {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly speed: number;
  /** Is told when readings begin to fail. */
  readonly report: (problem: unknown) => void;
}

/** Keeps what a clock shows once it is started, and once more at the end. */
export class ClockKeeper implements AsyncDisposable {
  readonly #keeping: ClockKeeping;
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  #isFailing = false;
  #isStopped = false;

  constructor(keeping: ClockKeeping) {
    this.#keeping = keeping;
  }

  /** Resolves when the first reading is kept. A clock that is the wall's needs none. */
  async start(): Promise<void> {
    const { dataFolder, clock, speed } = this.#keeping;
    if (speed === 1 && clock.now() <= clock.realNow()) return rm(join(dataFolder, fileName), { force: true });
    this.#writing = this.#keep(speed);
    await this.#writing;
    this.#wait();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    if (this.#writing === undefined) return;
    await this.#writing;
    await this.#keep(0);
  }

  #wait(): void {
    if (this.#isStopped) return;
    const { clock, speed } = this.#keeping;
    this.#timer = clock.setRealTimer(keptEveryMs, () => {
      this.#writing = this.#keep(speed).then(() => this.#wait());
    });
  }

  /** Never rejects: a reading that could not be kept is made good by the next. */
  async #keep(speed: number): Promise<void> {
    const { dataFolder, clock, report } = this.#keeping;
    const file = join(dataFolder, fileName);
    const reading: ClockReading = { atMs: clock.now(), realMs: clock.realNow(), speed };
    try {
      await writeFile(`${file}.new`, `${JSON.stringify(reading)}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
      this.#isFailing = false;
    } catch (problem) {
      if (!this.#isFailing) report(problem);
      this.#isFailing = true;
    }
  }
}
