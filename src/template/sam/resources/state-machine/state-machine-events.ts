/** The events that start executions of a state machine. */
import { isFilled, isObject, type JsonObject, type JsonValue } from '../../../json.ts';
import { expandSchedule as expandSchedulerSchedule, schedulerProperties } from '../../events/scheduler.ts';
import type { GeneratedResource } from '../../generated-resource.ts';
import { ref } from '../../intrinsics/intrinsic-values.ts';
import { startExecutionPolicy } from '../../policies/inline-policies.ts';
import { checkProperties, type PropertyTable } from '../../property-table.ts';
import { pythonText } from '../../python-text.ts';
import { refuseEvent, refuseResource } from '../../refusal.ts';
import { requireLogicalId, type SamResource } from '../../sam-resource.ts';
import type { TransformScope } from '../../transform-scope.ts';
import { apiEventProperties, checkApiEvent, expandApiEvent } from './state-machine-api-event.ts';
import { expandRule, expandSchedule, ruleProperties, scheduleProperties } from './state-machine-rule.ts';

/** What an event starts: the state machine or its alias. */
export interface ExecutionTarget {
  readonly id: string;
  readonly attributes: JsonObject;
  readonly permissionsBoundary: JsonValue | undefined;
}

export interface StateMachineEvent {
  /** Logical ID of what the event becomes, and the name of the event. */
  readonly id: string;
  readonly eventId: string;
  /** The very map that stands in the template. */
  readonly properties: JsonObject;
}

interface EventKind {
  readonly properties: PropertyTable;
  check?(event: StateMachineEvent, scope: TransformScope): void;
  expand(event: StateMachineEvent, target: ExecutionTarget, scope: TransformScope): readonly GeneratedResource[];
}

const kinds: ReadonlyMap<string, EventKind> = new Map<string, EventKind>([
  ['Schedule', { properties: scheduleProperties, expand: expandSchedule }],
  [
    'ScheduleV2',
    {
      properties: schedulerProperties,
      expand: (event, { id, attributes }) =>
        expandSchedulerSchedule(event.id, event.properties, {
          arn: ref(id),
          attributes,
          policy: startExecutionPolicy(ref(id), event.id),
        }),
    },
  ],
  ['Api', { properties: apiEventProperties, check: checkApiEvent, expand: expandApiEvent }],
  ['CloudWatchEvent', { properties: ruleProperties, expand: expandRule }],
  ['EventBridgeRule', { properties: ruleProperties, expand: expandRule }],
]);

export interface KnownStateMachineEvent {
  readonly event: StateMachineEvent;
  readonly kind: EventKind;
}

/** The events of a state machine, each checked for itself and against the template. */
export function listStateMachineEvents(resource: SamResource, scope: TransformScope): KnownStateMachineEvent[] {
  const { Events: events } = resource.properties;
  if (!isFilled(events) || !isObject(events)) return [];
  return Object.entries(events).map(([eventId, body]) => {
    const given = isObject(body) ? body : {};
    const { Type: type, Properties: properties = {} } = given;
    const kind = typeof type === 'string' ? kinds.get(type) : undefined;
    if (typeof type !== 'string' || kind === undefined)
      throw refuseEvent(
        eventId,
        `Resource dict has missing or invalid value for key Type. Event Type is: ${pythonText(type)}.`,
      );
    const id = resource.id + eventId;
    requireLogicalId(id);
    if (!isObject(properties)) throw refuseResource(id, 'Properties of a resource must be an object.');
    checkProperties(kind.properties, properties, { id, type });
    const event = { id, eventId, properties };
    kind.check?.(event, scope);
    return { event, kind };
  });
}

export function expandStateMachineEvents(
  events: readonly KnownStateMachineEvent[],
  target: ExecutionTarget,
  scope: TransformScope,
): GeneratedResource[] {
  return events.flatMap(({ event, kind }) => kind.expand(event, target, scope));
}
