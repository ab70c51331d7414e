/** `ScheduleV2`: a schedule of EventBridge Scheduler, for functions and state machines alike. */
import { isFilled, withoutAbsent, type JsonObject, type JsonValue } from '../../json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { getAtt } from '../intrinsics/intrinsic-values.ts';
import { trust } from '../policies/execution-role.ts';
import { sendMessagePolicy } from '../policies/inline-policies.ts';
import { isBoolean, isMap, isString, optional, plain, required, type PropertyTable } from '../property-table.ts';
import { refuseEvent } from '../refusal.ts';
import { readDeadLetters } from './rule-dead-letters.ts';

export const scheduleV2Properties: PropertyTable = {
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

/** What the schedule calls. */
export interface ScheduleTarget {
  readonly arn: JsonValue;
  readonly attributes: JsonObject;
  /** The right to call it, as an inline policy of the schedule's role. */
  readonly policy: JsonObject;
}

export function expandScheduleV2(
  { id, properties }: { readonly id: string; readonly properties: JsonObject },
  target: ScheduleTarget,
): GeneratedResource[] {
  const { attributes } = target;
  const { Input, RetryPolicy, RoleArn: givenRole, FlexibleTimeWindow: timeWindow, State: state } = properties;
  const { Description, StartDate, EndDate, ScheduleExpression, ScheduleExpressionTimezone, GroupName, KmsKeyArn } =
    properties;
  const name = nameOf(id, properties);
  const deadLetters = readDeadLetters(id, properties['DeadLetterConfig'], attributes);
  const roleId = `${id}Role`;
  const schedule = generate(
    'AWS::Scheduler::Schedule',
    id,
    {
      ScheduleExpression,
      State: isFilled(state) ? state : undefined,
      Name: name,
      Description,
      FlexibleTimeWindow: isFilled(timeWindow) ? timeWindow : { Mode: 'OFF' },
      StartDate,
      EndDate,
      ScheduleExpressionTimezone,
      GroupName,
      KmsKeyArn,
      Target: withoutAbsent({
        Arn: target.arn,
        RoleArn: isFilled(givenRole) ? givenRole : getAtt(roleId, 'Arn'),
        Input,
        DeadLetterConfig: deadLetters && { Arn: deadLetters.queueArn },
        RetryPolicy,
      }),
    },
    { attributes },
  );
  const queues = deadLetters?.resources ?? [];
  if (isFilled(givenRole)) return [schedule, ...queues];
  const { PermissionsBoundary: boundary } = properties;
  const role = generate(
    'AWS::IAM::Role',
    roleId,
    {
      AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
      Policies: deadLetters ? [target.policy, sendMessagePolicy(deadLetters.queueArn, id)] : [target.policy],
      PermissionsBoundary: isFilled(boundary) ? boundary : undefined,
    },
    { attributes },
  );
  return [schedule, ...queues, role];
}

function nameOf(id: string, { OmitName: omits, Name: name }: JsonObject): JsonValue | undefined {
  if (!isFilled(omits)) return isFilled(name) ? name : id;
  if (isFilled(name)) throw refuseEvent(id, 'Name cannot be set when OmitName is True');
  return undefined;
}
