import { matchesPattern } from '../../../aws/event-pattern.ts';
import type { EventsOperation } from '../context.ts';
import { invalid } from '../errors.ts';
import { requirePattern } from './put-rule.ts';

/** What every event has; AWS wants to see all of it. */
const required = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

export const testEventPattern: EventsOperation<'TestEventPattern'> = async (input) => {
  const event = readEvent(input.Event ?? '');
  const missing = required.find((name) => !Object.hasOwn(event, name));
  if (missing !== undefined) throw invalid(`Parameter Event is not valid. Reason: ${missing} is a required member.`);
  return { Result: matchesPattern(requirePattern(input.EventPattern ?? ''), event) };
};

function readEvent(text: string): object {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event;
  } catch {
    // Said below: a text that is no JSON is no event either.
  }
  throw invalid('Parameter Event is not valid. Reason: Event is not a JSON object.');
}
