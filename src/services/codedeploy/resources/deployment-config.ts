/** A deployment config as Serin keeps it: how traffic moves. It never changes. */
import type { TrafficRouting } from '../../../deployment/shift-plan.ts';
import type { Owner } from './keys.ts';

export interface ConfigRecord extends Owner {
  readonly name: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly routing: TrafficRouting;
}
