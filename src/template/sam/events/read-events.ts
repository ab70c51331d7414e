/** The property `Events` of a function or state machine: each event checked for itself and against the template. */
import { isFilled, isObject, type JsonValue } from '../mutable-json.ts';
import { checkProperties } from '../property-table.ts';
import { pythonText, pythonTypeName } from '../python-text.ts';
import { refuseEvent, refuseResource } from '../refusal.ts';
import { requireLogicalId, type SamResource } from '../sam-resource.ts';
import type { TransformScope } from '../transform-scope.ts';
import type { CheckedKind, OwnedEvent } from './event-source.ts';

export interface KnownEvent<Kind> {
  readonly event: OwnedEvent;
  readonly kind: Kind;
}

/** The events in the order of the template; `find` knows the kinds that their owner takes. */
export function readEvents<Kind extends CheckedKind>(
  owner: SamResource,
  find: (type: string) => Kind | undefined,
  scope: TransformScope,
): KnownEvent<Kind>[] {
  const events = owner.properties['Events'];
  if (!isFilled(events) || !isObject(events)) return [];
  return Object.entries(events).map(([eventId, body]) => {
    const known = readEvent(owner.id, eventId, body, find);
    known.kind.check?.(known.event, scope);
    return known;
  });
}

function readEvent<Kind extends CheckedKind>(
  ownerId: string,
  eventId: string,
  body: JsonValue,
  find: (type: string) => Kind | undefined,
): KnownEvent<Kind> {
  if (!isObject(body)) throw refuseEvent(eventId, `'${pythonTypeName(body)}' object has no attribute 'get'`);
  const { Type: type, Properties: properties = {} } = body;
  const kind = typeof type === 'string' ? find(type) : undefined;
  if (typeof type !== 'string' || kind === undefined)
    throw refuseEvent(
      eventId,
      `Resource dict has missing or invalid value for key Type. Event Type is: ${pythonText(type)}.`,
    );
  const id = `${ownerId}${eventId}`;
  requireLogicalId(id);
  if (!isObject(properties)) throw refuseResource(id, 'Properties of a resource must be an object.');
  checkProperties(kind.properties, properties, { id, type });
  return { event: { id, eventId, properties }, kind };
}
