import os from 'node:os';
import type { MachineMemory } from './machine-memory.ts';

export interface HostBounds {
  /**
   * Execution environments at once, of all versions.
   * @default 64
   */
  readonly environmentsMax?: number;
  /**
   * Invocations that wait for an environment at once, of all versions.
   * @default 1000
   */
  readonly waitingMax?: number;
  /**
   * Environments that start at once.
   * @default the number of cores
   */
  readonly startingMax?: number;
  /**
   * The memory sizes of all environments together, in MiB. Few functions hold all of theirs.
   * @default four times what the machine has
   */
  readonly memoryMiBMax?: number;
  /**
   * How much of the machine's memory is left free, in MiB: with less, idle environments are stopped and
   * no more are started.
   * @default a tenth of what the machine has, at most 512
   */
  readonly memoryReserveMiB?: number;
}

export function resolveBounds(bounds: HostBounds, { totalMiB }: MachineMemory): Required<HostBounds> {
  return {
    environmentsMax: bounds.environmentsMax ?? 64,
    waitingMax: bounds.waitingMax ?? 1000,
    startingMax: bounds.startingMax ?? os.availableParallelism(),
    memoryMiBMax: bounds.memoryMiBMax ?? 4 * totalMiB,
    memoryReserveMiB: bounds.memoryReserveMiB ?? Math.min(512, Math.floor(totalMiB / 10)),
  };
}

/** What runs now, held against the bounds. */
export class Room {
  readonly bounds: Required<HostBounds>;
  readonly #memory: MachineMemory;
  #count = 0;
  #memoryMiB = 0;

  constructor(bounds: Required<HostBounds>, memory: MachineMemory) {
    this.bounds = bounds;
    this.#memory = memory;
  }

  /** Environments that are there or starting. */
  get count(): number {
    return this.#count;
  }

  /** Whether the machine has little memory left. */
  get isShort(): boolean {
    return this.#memory.availableMiB() < this.bounds.memoryReserveMiB;
  }

  /** Why the bounds leave no room for another environment of this memory size; `undefined`: there is. */
  whyNone(memoryMiB: number): string | undefined {
    const { environmentsMax, memoryMiBMax } = this.bounds;
    if (this.#count >= environmentsMax) return `At most ${environmentsMax} execution environments run at once.`;
    // One always may: a function that is larger than the bound would never run.
    if (this.#count === 0 || this.#memoryMiB + memoryMiB <= memoryMiBMax) return undefined;
    return `The memory sizes of all execution environments together may be ${memoryMiBMax} MB at most.`;
  }

  take(memoryMiB: number): void {
    this.#count += 1;
    this.#memoryMiB += memoryMiB;
  }

  giveBack(memoryMiB: number): void {
    this.#count -= 1;
    this.#memoryMiB -= memoryMiB;
  }
}
