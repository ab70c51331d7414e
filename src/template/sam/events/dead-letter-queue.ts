/** Where a rule or schedule puts events that it could not deliver: a queue of the template's, or one made for it. */
import { isAbsent, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { getAtt, ref } from '../intrinsics/intrinsic-values.ts';
import { refuseEvent } from '../refusal.ts';

export interface DeadLetters {
  readonly arn: JsonValue;
  readonly resources: readonly GeneratedResource[];
}

/** `ruleArn` makes the policy of a queue that EventBridge fills; the Scheduler has a role for that. */
export function readDeadLetters(
  config: JsonValue | undefined,
  owner: { readonly id: string; readonly attributes: JsonObject; readonly ruleArn?: JsonValue },
): DeadLetters | undefined {
  if (!isObject(config)) return undefined;
  requireDeadLetterConfig(owner.id, config);
  const { Arn: arn, QueueLogicalId: queueId } = config;
  if (!isAbsent(arn)) return { arn, resources: [] };
  if (!isAbsent(queueId) && typeof queueId !== 'string') throw refuseEvent(owner.id, 'QueueLogicalId must be a string');
  const { attributes, ruleArn } = owner;
  const id = queueId || `${owner.id}Queue`;
  const queueArn = getAtt(id, 'Arn');
  const queue = generate('AWS::SQS::Queue', id, {}, { attributes });
  if (ruleArn === undefined) return { arn: queueArn, resources: [queue] };
  const policy = generate(
    'AWS::SQS::QueuePolicy',
    `${owner.id}QueuePolicy`,
    {
      PolicyDocument: sendPolicy({ Service: 'events.amazonaws.com' }, { queueArn, sourceArn: ruleArn }),
      Queues: [ref(id)],
    },
    { attributes },
  );
  return { arn: queueArn, resources: [queue, policy] };
}

/** The policy of a queue, by which what has an ARN may send to it. */
export function sendPolicy(
  principal: JsonValue,
  { queueArn, sourceArn }: { readonly queueArn: JsonValue; readonly sourceArn: JsonValue },
): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sqs:SendMessage',
        Effect: 'Allow',
        Principal: principal,
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
      },
    ],
  };
}

function requireDeadLetterConfig(id: string, config: JsonObject): void {
  const hasArn = 'Arn' in config;
  const hasType = 'Type' in config;
  if (hasArn && hasType) throw refuseEvent(id, "You can either define 'Arn' or 'Type' property of DeadLetterConfig.");
  if (hasType && config['Type'] !== 'SQS')
    throw refuseEvent(id, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.");
  if (!hasArn && !hasType) throw refuseEvent(id, "No 'Arn' or 'Type' property provided for DeadLetterConfig.");
}
