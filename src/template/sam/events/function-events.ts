import type { GeneratedResource } from '../generated-resource.ts';
import { compareText } from '../refusal.ts';
import type { SamResource } from '../sam-resource.ts';
import type { TransformScope } from '../transform-scope.ts';
import type { EventSource, EventSurroundings } from './event-source.ts';
import { findEventSource } from './event-sources.ts';
import { readEvents, type KnownEvent } from './read-events.ts';

export type FunctionEvents = readonly KnownEvent<EventSource>[];

/** The events of a function, each checked for itself and against the template. */
export function listEvents(resource: SamResource, scope: TransformScope): FunctionEvents {
  return readEvents(resource, findEventSource, scope);
}

/** What the events become, in the order of their paths, where they have one, and names. */
export function expandEvents(events: FunctionEvents, surroundings: EventSurroundings): GeneratedResource[] {
  const ordered = events.toSorted((one, other) => compareText(orderOf(one), orderOf(other)));
  return ordered.flatMap(({ event, kind }) => kind.expand(event, surroundings));
}

function orderOf({ event }: KnownEvent<EventSource>): string {
  const path = event.properties['Path'];
  return typeof path === 'string' ? path : event.eventId;
}
