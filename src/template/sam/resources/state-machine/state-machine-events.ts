/** The events that start executions of a state machine. */
import type { CheckedKind, OwnedEvent } from '../../events/event-source.ts';
import { readEvents, type KnownEvent } from '../../events/read-events.ts';
import { expandSchedule as expandSchedulerSchedule, schedulerProperties } from '../../events/scheduler.ts';
import type { GeneratedResource } from '../../generated-resource.ts';
import { ref } from '../../intrinsics/intrinsic-values.ts';
import { startExecutionPolicy } from '../../policies/inline-policies.ts';
import type { SamResource } from '../../sam-resource.ts';
import type { TransformScope } from '../../transform-scope.ts';
import type { ExecutionTarget } from './execution-target.ts';
import { apiEventProperties, checkApiEvent, expandApiEvent } from './state-machine-api-event.ts';
import { expandRule, expandSchedule, ruleProperties, scheduleProperties } from './state-machine-rule.ts';

interface EventKind extends CheckedKind {
  expand(event: OwnedEvent, target: ExecutionTarget, scope: TransformScope): readonly GeneratedResource[];
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

export type StateMachineEvents = readonly KnownEvent<EventKind>[];

/** The events of a state machine, each checked for itself and against the template. */
export function listStateMachineEvents(resource: SamResource, scope: TransformScope): StateMachineEvents {
  return readEvents(resource, (type) => kinds.get(type), scope);
}

export function expandStateMachineEvents(
  events: StateMachineEvents,
  target: ExecutionTarget,
  scope: TransformScope,
): GeneratedResource[] {
  return events.flatMap(({ event, kind }) => kind.expand(event, target, scope));
}
