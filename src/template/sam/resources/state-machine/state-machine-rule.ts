/** Rules of EventBridge that start executions, by a schedule or by what happens. */
import { isAbsent, isFilled, isObject, withoutAbsent, type JsonValue } from '../../mutable-json.ts';
import type { OwnedEvent } from '../../events/event-source.ts';
import { readDeadLetters } from '../../events/dead-letter-queue.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt, ref } from '../../intrinsics/intrinsic-values.ts';
import { trust } from '../../policies/execution-role.ts';
import { startExecutionPolicy } from '../../policies/inline-policies.ts';
import { isBoolean, isMap, isString, optional, plain, required, type PropertyTable } from '../../property-table.ts';
import { refuseEvent } from '../../refusal.ts';
import type { ExecutionTarget } from './execution-target.ts';

export const scheduleProperties: PropertyTable = {
  Schedule: required(isString),
  Input: optional(isString),
  Enabled: optional(isBoolean),
  State: optional(isString),
  Name: optional(isString),
  Description: optional(isString),
  DeadLetterConfig: optional(isMap),
  RetryPolicy: optional(isMap),
  Target: plain(isMap),
  RoleArn: plain(isString),
};

export const ruleProperties: PropertyTable = {
  EventBusName: optional(isString),
  RuleName: optional(isString),
  Pattern: optional(isMap),
  Input: optional(isString),
  InputPath: optional(isString),
  DeadLetterConfig: optional(isMap),
  RetryPolicy: optional(isMap),
  State: optional(isString),
  Target: plain(isMap),
  InputTransformer: optional(isMap),
};

export function expandSchedule(event: OwnedEvent, target: ExecutionTarget): GeneratedResource[] {
  const { Schedule, Name, Description, Enabled: isEnabled, State: state, RoleArn: role } = event.properties;
  if (isFilled(state) && !isAbsent(isEnabled))
    throw refuseEvent(event.eventId, 'State and Enabled Properties cannot both be specified.');
  const enabled = isAbsent(isEnabled) ? undefined : isFilled(isEnabled) ? 'ENABLED' : 'DISABLED';
  const properties = {
    ScheduleExpression: Schedule,
    State: isFilled(state) ? state : enabled,
    Name,
    Description,
  };
  return isAbsent(role)
    ? generateRule(event, target, properties)
    : generateRule(event, target, properties, { givenRole: role });
}

export function expandRule(event: OwnedEvent, target: ExecutionTarget): GeneratedResource[] {
  const { EventBusName, Pattern, RuleName, State: state } = event.properties;
  const properties = {
    EventBusName,
    EventPattern: Pattern,
    Name: RuleName,
    State: isFilled(state) ? state : undefined,
  };
  return generateRule(event, target, properties);
}

function generateRule(
  event: OwnedEvent,
  target: ExecutionTarget,
  properties: Record<string, JsonValue | undefined>,
  { givenRole }: { readonly givenRole?: JsonValue } = {},
): GeneratedResource[] {
  const { id } = event;
  const { attributes } = target;
  const deadLetters = readDeadLetters(event.properties['DeadLetterConfig'], {
    id,
    attributes,
    ruleArn: getAtt(id, 'Arn'),
  });
  const role = createEventRole(id, target, 'events.amazonaws.com');
  const { Input, InputPath, RetryPolicy, InputTransformer } = event.properties;
  const ruleTarget = withoutAbsent({
    Arn: ref(target.id),
    Id: targetIdOf(event),
    RoleArn: givenRole ?? getAtt(role.id, 'Arn'),
    Input,
    InputPath,
    DeadLetterConfig: deadLetters && { Arn: deadLetters.arn },
    RetryPolicy,
    InputTransformer,
  });
  return [
    generate('AWS::Events::Rule', id, { ...properties, Targets: [ruleTarget] }, { attributes }),
    ...(givenRole === undefined ? [role] : []),
    ...(deadLetters?.resources ?? []),
  ];
}

/** The role under which a service starts executions for the event. */
export function createEventRole(eventId: string, target: ExecutionTarget, service: string): GeneratedResource {
  const id = `${eventId}Role`;
  const { permissionsBoundary: boundary, attributes } = target;
  return generate(
    'AWS::IAM::Role',
    id,
    {
      AssumeRolePolicyDocument: trust(service),
      Policies: [startExecutionPolicy(ref(target.id), id)],
      PermissionsBoundary: isFilled(boundary) ? boundary : undefined,
    },
    { attributes },
  );
}

const targetIdLengthMax = 64;

function targetIdOf({ id, properties }: OwnedEvent): JsonValue {
  const { Target: given } = properties;
  if (isObject(given) && given['Id'] !== undefined) return given['Id'];
  const suffix = 'StepFunctionsTarget';
  return id.slice(0, targetIdLengthMax - suffix.length) + suffix;
}
