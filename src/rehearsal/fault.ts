/** The fault of a rehearsal: read from the command line, and injected into the target version alone. */
import type { FaultSource, InjectedFault } from '../execution/injected-fault.ts';
import type { VersionSpec } from '../execution/execution-host.ts';
import type { Random } from '../time/random.ts';

export interface Fault {
  readonly text: string;
  /** Of 1. */
  readonly errorShare: number;
  readonly latencyMs: number;
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Reads `errors=5%` and `latency=+2s`, together with a comma between; `undefined`: it is neither. */
export function parseFault(text: string): Fault | undefined {
  const parts = text.split(',').map((part) => part.trim());
  let errorShare: number | undefined;
  let latencyMs: number | undefined;
  for (const part of parts) {
    const errors = /^errors=(\d+(?:\.\d+)?)%$/.exec(part)?.[1];
    const latency = /^latency=\+?(\d+(?:\.\d+)?)(ms|s|m)$/.exec(part);
    if (errors !== undefined && errorShare === undefined && Number(errors) <= 100) errorShare = Number(errors) / 100;
    else if (latency !== null && latencyMs === undefined)
      latencyMs = Number(latency[1]) * (unitsMs[latency[2] ?? ''] ?? 0);
    else return undefined;
  }
  return { text: parts.join(','), errorShare: errorShare ?? 0, latencyMs: latencyMs ?? 0 };
}

/** Several options are one fault. */
export function joinFaults(faults: readonly Fault[]): Fault | undefined {
  if (faults.length === 0) return undefined;
  return {
    text: faults.map(({ text }) => text).join(','),
    errorShare: Math.max(...faults.map(({ errorShare }) => errorShare)),
    latencyMs: Math.max(...faults.map(({ latencyMs }) => latencyMs)),
  };
}

/**
 * Tells which calls fail: of so many that one of them has to, one that is drawn. A share is kept to in
 * each minute, so that the same rehearsal ends the same way twice.
 */
class ErrorChoice {
  readonly #share: number;
  readonly #random: Random;
  #left = 0;
  #failing = 0;

  constructor(share: number, random: Random) {
    this.#share = share;
    this.#random = random;
  }

  next(): boolean {
    if (this.#share === 0) return false;
    if (this.#share > 0.5) return this.#random.draw() < this.#share;
    if (this.#left === 0) {
      this.#left = Math.round(1 / this.#share);
      this.#failing = 1 + Math.floor(this.#random.draw() * this.#left);
    }
    const fails = this.#left === this.#failing;
    this.#left -= 1;
    return fails;
  }
}

/** Faulty are all versions that came after those that had the traffic when it was armed. */
export class TargetFaults implements FaultSource {
  readonly #fault: Fault;
  readonly #errors: ErrorChoice;
  #currentVersions: ReadonlyMap<string, string> = new Map();

  constructor(fault: Fault, random: Random) {
    this.#fault = fault;
    this.#errors = new ErrorChoice(fault.errorShare, random);
  }

  /** `currentVersions`: of each function that is shifted, by name. */
  arm(currentVersions: ReadonlyMap<string, string>): void {
    this.#currentVersions = currentVersions;
  }

  draw({ functionName, version }: VersionSpec): InjectedFault | undefined {
    const current = this.#currentVersions.get(functionName);
    if (current === undefined || version === '$LATEST' || Number(version) <= Number(current)) return undefined;
    return { latencyMs: this.#fault.latencyMs, isError: this.#errors.next() };
  }
}
