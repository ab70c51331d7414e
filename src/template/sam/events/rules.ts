/** Events that a rule of EventBridge sends: on a schedule, or where an event fits a pattern. */
import { isAbsent, isFilled, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { getAtt } from '../intrinsics/intrinsic-values.ts';
import { isBoolean, isMap, isString, optional, required, type PropertyTable } from '../property-table.ts';
import { refuseEvent } from '../refusal.ts';
import { readDeadLetters } from './dead-letter-queue.ts';
import type { EventSource, EventSurroundings, OwnedEvent } from './event-source.ts';
import { createPermission } from './permission.ts';

const principal = 'events.amazonaws.com';

export const scheduleEvent: EventSource = {
  type: 'Schedule',
  properties: {
    Schedule: required(isString),
    RuleName: optional(isString),
    Input: optional(isString),
    Enabled: optional(isBoolean),
    State: optional(isString),
    Name: optional(isString),
    Description: optional(isString),
    DeadLetterConfig: optional(isMap),
    RetryPolicy: optional(isMap),
  },
  expand(event, surroundings) {
    const { Schedule: expression, Name: name, Description: description, Input: input } = event.properties;
    const state = ruleState(event);
    return expandRule(event, surroundings, {
      rule: { ScheduleExpression: expression, Name: name, Description: description, State: state },
      target: { Input: input },
      targetId: targetId(event.id, 'LambdaTarget'),
    });
  },
};

const patternProperties: PropertyTable = {
  EventBusName: optional(isString),
  RuleName: optional(isString),
  Pattern: optional(isMap),
  DeadLetterConfig: optional(isMap),
  RetryPolicy: optional(isMap),
  Input: optional(isString),
  InputPath: optional(isString),
  Target: optional(isMap),
  Enabled: optional(isBoolean),
  State: optional(isString),
  InputTransformer: optional(isMap),
};

const patternEvent = (type: string): EventSource => ({
  type,
  properties: patternProperties,
  expand(event, surroundings) {
    const { properties } = event;
    const { EventBusName: bus, Pattern: pattern, RuleName: name, Target: target } = properties;
    const ownTargetId = isObject(target) ? target['Id'] : undefined;
    const state = (): JsonValue | undefined => ruleState(event);
    return expandRule(event, surroundings, {
      rule: { EventBusName: bus, EventPattern: pattern, Name: name },
      state,
      target: {
        Input: properties['Input'],
        InputPath: properties['InputPath'],
        InputTransformer: properties['InputTransformer'],
      },
      targetId: ownTargetId ?? targetId(event.id, 'LambdaTarget'),
    });
  },
});

export const cloudWatchEvent = patternEvent('CloudWatchEvent');
export const eventBridgeRule = patternEvent('EventBridgeRule');

interface RuleParts {
  readonly rule: Readonly<Record<string, JsonValue | undefined>>;
  /** Asked after the dead-letter queue was checked. */
  readonly state?: () => JsonValue | undefined;
  readonly target: Readonly<Record<string, JsonValue | undefined>>;
  readonly targetId: JsonValue;
}

function expandRule(event: OwnedEvent, { target }: EventSurroundings, parts: RuleParts): GeneratedResource[] {
  const { id, properties } = event;
  const { attributes } = target;
  const ruleArn = getAtt(id, 'Arn');
  const deadLetters = readDeadLetters(properties['DeadLetterConfig'], { id, attributes, ruleArn });
  const rule = generate(
    'AWS::Events::Rule',
    id,
    {
      ...parts.rule,
      ...(parts.state && { State: parts.state() }),
      Targets: [
        withoutAbsent({
          Arn: target.arn,
          Id: parts.targetId,
          ...parts.target,
          DeadLetterConfig: deadLetters && { Arn: deadLetters.arn },
          RetryPolicy: properties['RetryPolicy'],
        }),
      ],
    },
    { attributes },
  );
  return [rule, ...(deadLetters?.resources ?? []), createPermission(id, target, { principal, sourceArn: ruleArn })];
}

/** `State` as it is, or what `Enabled` says. */
export function ruleState({
  eventId,
  properties,
}: {
  readonly eventId: string;
  readonly properties: JsonObject;
}): JsonValue | undefined {
  const { State: state, Enabled: enabled } = properties;
  if (isAbsent(enabled)) return isFilled(state) ? state : undefined;
  if (isFilled(state)) throw refuseEvent(eventId, 'State and Enabled Properties cannot both be specified.');
  return isFilled(enabled) ? 'ENABLED' : 'DISABLED';
}

/** As long as EventBridge lets the ID of a target be. */
const targetIdMax = 64;

export function targetId(id: string, suffix: string): string {
  return `${id.slice(0, targetIdMax - suffix.length)}${suffix}`;
}
