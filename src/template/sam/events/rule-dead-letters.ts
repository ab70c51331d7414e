/** Where events go that a rule or schedule could not deliver: a queue of the template, or one made for it. */
import { isAbsent, isObject, type JsonObject, type JsonValue } from '../../json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { getAtt, ref } from '../intrinsics/intrinsic-values.ts';
import { refuseEvent } from '../refusal.ts';

export interface DeadLetters {
  readonly queueArn: JsonValue;
  readonly resources: readonly GeneratedResource[];
}

/** The queue that a `DeadLetterConfig` asks for; without one there is none. `id` is that of the rule. */
export function readDeadLetters(
  id: string,
  config: JsonValue | undefined,
  attributes: JsonObject,
): DeadLetters | undefined {
  if (isAbsent(config) || !isObject(config)) return undefined;
  const hasArn = Object.hasOwn(config, 'Arn');
  const hasType = Object.hasOwn(config, 'Type');
  if (hasArn && hasType) throw refuseEvent(id, "You can either define 'Arn' or 'Type' property of DeadLetterConfig.");
  if (hasType && config['Type'] !== 'SQS')
    throw refuseEvent(id, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.");
  if (!hasArn && !hasType) throw refuseEvent(id, "No 'Arn' or 'Type' property provided for DeadLetterConfig.");
  const { Arn: arn, QueueLogicalId: givenId } = config;
  if (!isAbsent(arn)) return { queueArn: arn, resources: [] };
  if (!isAbsent(givenId) && typeof givenId !== 'string') throw refuseEvent(id, 'QueueLogicalId must be a string');
  const queueId = typeof givenId === 'string' && givenId !== '' ? givenId : `${id}Queue`;
  const queue = generate('AWS::SQS::Queue', queueId, {}, { attributes });
  return { queueArn: getAtt(queueId, 'Arn'), resources: [queue] };
}

/** The same for a rule of EventBridge, which a queue that is made for it must let in. */
export function readRuleDeadLetters(
  id: string,
  config: JsonValue | undefined,
  attributes: JsonObject,
): DeadLetters | undefined {
  const deadLetters = readDeadLetters(id, config, attributes);
  const queue = deadLetters?.resources[0];
  if (deadLetters === undefined || queue === undefined) return deadLetters;
  const policy = generate(
    'AWS::SQS::QueuePolicy',
    `${id}QueuePolicy`,
    {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: deadLetters.queueArn,
            Condition: { ArnEquals: { 'aws:SourceArn': getAtt(id, 'Arn') } },
          },
        ],
      },
      Queues: [ref(queue.id)],
    },
    { attributes },
  );
  return { ...deadLetters, resources: [queue, policy] };
}
