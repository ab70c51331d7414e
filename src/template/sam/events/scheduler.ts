/** `ScheduleV2`: the Scheduler invokes the function, under a role of its own. */
import { isFilled, withoutAbsent, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { getAtt } from '../intrinsics/intrinsic-values.ts';
import { trust } from '../policies/execution-role.ts';
import { invokeFunctionPolicy, sendMessagePolicy } from '../policies/inline-policies.ts';
import { isBoolean, isMap, isString, optional, plain, required, type PropertyTable } from '../property-table.ts';
import { refuseEvent } from '../refusal.ts';
import { readDeadLetters } from './dead-letter-queue.ts';
import type { EventSource } from './event-source.ts';

export const schedulerProperties: PropertyTable = {
  PermissionsBoundary: optional(isString),
  ScheduleExpression: required(isString),
  FlexibleTimeWindow: optional(isMap),
  Name: optional(isString),
  State: optional(isString),
  Description: optional(isString),
  StartDate: optional(isString),
  EndDate: optional(isString),
  ScheduleExpressionTimezone: optional(isString),
  GroupName: optional(isString),
  KmsKeyArn: optional(isString),
  Input: optional(isString),
  RoleArn: optional(isString),
  DeadLetterConfig: optional(isMap),
  RetryPolicy: optional(isMap),
  OmitName: plain(isBoolean),
};

/** What a schedule invokes, and the policy by which its role may. */
export interface ScheduleTarget {
  readonly arn: JsonValue;
  readonly attributes: JsonObject;
  readonly policy: JsonObject;
}

export const schedulerEvent: EventSource = {
  type: 'ScheduleV2',
  properties: schedulerProperties,
  expand: (event, { target }) =>
    expandSchedule(event.id, event.properties, { ...target, policy: invokeFunctionPolicy(target.arn, event.id) }),
};

/** The schedule, with the queue and the role that it needs; state machines have the same. */
export function expandSchedule(id: string, properties: JsonObject, target: ScheduleTarget): GeneratedResource[] {
  const { attributes } = target;
  const schedule = generate('AWS::Scheduler::Schedule', id, scheduleProperties(id, properties), { attributes });
  const deadLetters = readDeadLetters(properties['DeadLetterConfig'], { id, attributes });
  const roleArn = properties['RoleArn'];
  const role = isFilled(roleArn) ? [] : [createScheduleRole(id, properties, target, deadLetters?.arn)];
  schedule.properties['Target'] = withoutAbsent({
    Arn: target.arn,
    RoleArn: isFilled(roleArn) ? roleArn : getAtt(`${id}Role`, 'Arn'),
    Input: properties['Input'],
    DeadLetterConfig: deadLetters && { Arn: deadLetters.arn },
    RetryPolicy: properties['RetryPolicy'],
  });
  return [schedule, ...(deadLetters?.resources ?? []), ...role];
}

function scheduleProperties(id: string, properties: JsonObject): Record<string, JsonValue | undefined> {
  const { Name: name, OmitName: isNameless, FlexibleTimeWindow: window, State: state } = properties;
  if (isFilled(isNameless) && isFilled(name)) throw refuseEvent(id, 'Name cannot be set when OmitName is True');
  const passed = [
    'ScheduleExpression',
    'Description',
    'StartDate',
    'EndDate',
    'ScheduleExpressionTimezone',
    'GroupName',
    'KmsKeyArn',
  ];
  return {
    ...Object.fromEntries(passed.map((passedName) => [passedName, properties[passedName]])),
    State: isFilled(state) ? state : undefined,
    Name: isFilled(isNameless) ? undefined : isFilled(name) ? name : id,
    FlexibleTimeWindow: isFilled(window) ? window : { Mode: 'OFF' },
  };
}

function createScheduleRole(
  id: string,
  properties: JsonObject,
  target: ScheduleTarget,
  deadLetterArn: JsonValue | undefined,
): GeneratedResource {
  const boundary = properties['PermissionsBoundary'];
  return generate(
    'AWS::IAM::Role',
    `${id}Role`,
    {
      AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
      Policies: [target.policy, ...(isFilled(deadLetterArn) ? [sendMessagePolicy(deadLetterArn, id)] : [])],
      PermissionsBoundary: isFilled(boundary) ? boundary : undefined,
    },
    { attributes: target.attributes },
  );
}
