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

/** Faulty are all versions that came after those that had the traffic when it was armed. */
export class TargetFaults implements FaultSource {
  readonly #fault: Fault;
  readonly #random: Random;
  #currentVersions: ReadonlyMap<string, string> = new Map();

  constructor(fault: Fault, random: Random) {
    this.#fault = fault;
    this.#random = random;
  }

  /** `currentVersions`: of each function that is shifted, by name. */
  arm(currentVersions: ReadonlyMap<string, string>): void {
    this.#currentVersions = currentVersions;
  }

  draw({ functionName, version }: VersionSpec): InjectedFault | undefined {
    const current = this.#currentVersions.get(functionName);
    if (current === undefined || version === '$LATEST' || Number(version) <= Number(current)) return undefined;
    const { latencyMs, errorShare } = this.#fault;
    return { latencyMs, isError: errorShare > 0 && this.#random.draw() < errorShare };
  }
}
