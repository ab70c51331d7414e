/** What becomes of an event of a function: the interface of all kinds of event sources. */
import type { JsonObject } from '../mutable-json.ts';
import type { GeneratedResource } from '../generated-resource.ts';
import type { PropertyTable } from '../property-table.ts';
import type { TransformScope } from '../transform-scope.ts';

/** An event of a function or state machine. */
export interface OwnedEvent {
  /** Logical ID of the owner, and the name of the event behind it. */
  readonly id: string;
  readonly eventId: string;
  /** The very map that stands in the template. */
  readonly properties: JsonObject;
}

/** What events invoke: the function's alias where it has one. */
export interface EventTarget {
  readonly id: string;
  readonly name: JsonObject;
  readonly arn: JsonObject;
  /** Attributes that all resources of the event take over. */
  readonly attributes: JsonObject;
}

export interface EventSurroundings {
  readonly target: EventTarget;
  /** The role that is made for the function; a source that is polled adds what it needs. */
  readonly role: GeneratedResource;
  readonly scope: TransformScope;
}

/** What of a kind of event is asked before any event is expanded. */
export interface CheckedKind {
  readonly properties: PropertyTable;
  /** Refuses an event that names what the template does not have. */
  check?(event: OwnedEvent, scope: TransformScope): void;
}

export interface EventSource extends CheckedKind {
  readonly type: string;
  expand(event: OwnedEvent, surroundings: EventSurroundings): readonly GeneratedResource[];
}
