/** After which endings the traffic goes back by itself. */
import { invalidRollback } from '../errors.ts';
import type { AutoRollbackEvent, AutoRollbackSettings } from './deployment-group.ts';

interface WireAutoRollback {
  enabled?: boolean | undefined;
  events?: AutoRollbackEvent[] | undefined;
}

const known: ReadonlySet<string> = new Set<AutoRollbackEvent>([
  'DEPLOYMENT_FAILURE',
  'DEPLOYMENT_STOP_ON_ALARM',
  'DEPLOYMENT_STOP_ON_REQUEST',
]);

export function parseAutoRollback({ enabled = false, events = [] }: WireAutoRollback): AutoRollbackSettings {
  const unknown = events.find((event) => !known.has(event));
  if (unknown !== undefined) throw invalidRollback(`There is no rollback event ${unknown}: ${[...known].join(', ')}`);
  if (enabled && events.length === 0) throw invalidRollback('Automatic rollback is enabled, but it names no event');
  return { enabled, events: [...new Set(events)] };
}

export const describeAutoRollback = (
  { enabled, events }: AutoRollbackSettings = { enabled: false, events: [] },
): { enabled: boolean; events: AutoRollbackEvent[] } => ({ enabled, events: [...events] });
