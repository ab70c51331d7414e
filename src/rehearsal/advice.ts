import type { Setting } from './compose-report.ts';
import type { Evidence } from './evidence.ts';
import type { Advice } from './report.ts';

export function adviseOn(_evidence: Evidence, _setting: Setting): Advice[] {
  return [];
}
