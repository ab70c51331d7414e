import type { StackReference } from './keys.ts';
import type { StackRecord } from './stack.ts';

/** A stack of which nothing but its name is known yet. */
export const newStack = (reference: StackReference, createdAtMs: number): StackRecord => ({
  ...reference,
  status: 'REVIEW_IN_PROGRESS',
  createdAtMs,
  isTerminationProtected: false,
  isRollbackDisabled: false,
  outputs: [],
  imports: [],
  generation: 0,
  eventCount: 0,
  lastEventAtMs: 0,
});
