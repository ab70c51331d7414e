import { isFilled, isObject, type JsonObject, type JsonValue } from '../../json.ts';
import type { GeneratedResource } from '../generated-resource.ts';
import { checkProperties } from '../property-table.ts';
import { pythonText, pythonTypeName } from '../python-text.ts';
import { compareText, refuseEvent, refuseResource } from '../refusal.ts';
import { requireLogicalId, type SamResource } from '../sam-resource.ts';
import type { TransformScope } from '../transform-scope.ts';
import type { EventSource, EventSurroundings, FunctionEvent } from './event-source.ts';
import { findEventSource } from './event-sources.ts';

export interface KnownEvent {
  readonly event: FunctionEvent;
  readonly source: EventSource;
}

/** The events of a function, each checked for itself and against the template. */
export function listEvents(resource: SamResource, scope: TransformScope): readonly KnownEvent[] {
  const events = resource.properties['Events'];
  if (!isFilled(events) || !isObject(events)) return [];
  return Object.entries(events).map(([eventId, body]) => {
    const known = readEvent(resource.id, eventId, body);
    known.source.check?.(known.event, scope);
    return known;
  });
}

/** What the events become, in the order of their paths, where they have one, and names. */
export function expandEvents(events: readonly KnownEvent[], surroundings: EventSurroundings): GeneratedResource[] {
  const ordered = events.toSorted((one, other) => compareText(orderOf(one), orderOf(other)));
  return ordered.flatMap(({ event, source }) => source.expand(event, surroundings));
}

function readEvent(functionId: string, eventId: string, body: JsonValue): KnownEvent {
  if (!isObject(body)) throw refuseEvent(eventId, `'${pythonTypeName(body)}' object has no attribute 'get'`);
  const source = findEventSource(body['Type']);
  if (source === undefined)
    throw refuseEvent(
      eventId,
      `Resource dict has missing or invalid value for key Type. Event Type is: ${pythonText(body['Type'])}.`,
    );
  const id = `${functionId}${eventId}`;
  requireLogicalId(id);
  return { event: { id, eventId, properties: readProperties(id, body, source) }, source };
}

function readProperties(id: string, body: JsonObject, source: EventSource): JsonObject {
  const { Properties: properties = {} } = body;
  if (!isObject(properties)) throw refuseResource(id, 'Properties of a resource must be an object.');
  checkProperties(source.properties, properties, { id, type: source.type });
  return properties;
}

function orderOf({ event }: KnownEvent): string {
  const path = event.properties['Path'];
  return typeof path === 'string' ? path : event.eventId;
}
