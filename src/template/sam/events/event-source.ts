/** What becomes of an event of a function: the interface of all kinds of event sources. */
import type { JsonObject } from '../../json.ts';
import type { GeneratedResource } from '../generated-resource.ts';
import type { PropertyTable } from '../property-table.ts';
import type { TransformScope } from '../transform-scope.ts';

export interface FunctionEvent {
  /** Logical ID of the function, and the name of the event. */
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

export interface EventSource {
  readonly type: string;
  readonly properties: PropertyTable;
  /** Refuses an event that names what the template does not have; asked of all events before any is expanded. */
  check?(event: FunctionEvent, scope: TransformScope): void;
  expand(event: FunctionEvent, surroundings: EventSurroundings): readonly GeneratedResource[];
}
