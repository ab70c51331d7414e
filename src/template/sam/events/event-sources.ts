/** All kinds of events that a function can have. */
import type { JsonValue } from '../../json.ts';
import type { EventSource } from './event-source.ts';

const sources: readonly EventSource[] = [];

const sourceByType = new Map(sources.map((source) => [source.type, source]));

export function findEventSource(type: JsonValue | undefined): EventSource | undefined {
  return typeof type === 'string' ? sourceByType.get(type) : undefined;
}
