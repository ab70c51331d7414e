import type { JsonNode } from './json-tree.ts';

/** Leaves the reading of a pattern; `parsePattern` turns it into a value. */
export class PatternRefusal extends Error {
  readonly reason: string;
  /** Absent: AWS names no place. */
  readonly offset: number | undefined;
  /** How often AWS writes the place down. */
  readonly times: number;

  constructor(reason: string, offset?: number, times = 1) {
    super(reason);
    this.reason = reason;
    this.offset = offset;
    this.times = times;
  }

  /** Names the place where AWS's parser stands when it has met the value: behind its first quote or bracket. */
  static at(reason: string, node: JsonNode, times = 1): PatternRefusal {
    return new PatternRefusal(reason, met(node), times);
  }
}

function met(node: JsonNode): number {
  return node.kind === 'number' || node.kind === 'literal' ? node.end : node.start + 1;
}
