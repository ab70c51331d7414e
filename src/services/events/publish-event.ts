/** Puts an event on the bus: every rule that it fits sends it to its targets. */
import { matchesPattern } from '../../aws/event-pattern.ts';
import { parsePattern } from '../../aws/event-pattern-parser.ts';
import type { EventsContext } from './context.ts';
import { enqueueDeliveries } from './deliveries.ts';
import { readRules } from './records.ts';
import { type BusEvent, describeEvent } from './resources/event.ts';
import { rulesPrefix } from './resources/keys.ts';
import { isEnabled, type RuleRecord } from './resources/rule.ts';

/** Resolves to the event's ID once no crash can lose any of its deliveries. */
export async function publishEvent(context: EventsContext, given: Omit<BusEvent, 'id'>): Promise<string> {
  const id = context.random.uuid();
  const json = describeEvent({ ...given, id });
  const event: unknown = JSON.parse(json);
  const rules = await readRules(context.store.documents, rulesPrefix(given));
  const matching = rules.filter(({ value }) => isEnabled(value) && fits(value, event));
  await Promise.all(matching.map(({ value }) => enqueueDeliveries(context, value, { json })));
  if (matching.length > 0) context.wakeDeliveries();
  return id;
}

function fits({ eventPattern }: RuleRecord, event: unknown): boolean {
  if (eventPattern === undefined) return false;
  const parsed = parsePattern(eventPattern);
  return parsed.kind === 'pattern' && matchesPattern(parsed.pattern, event);
}
