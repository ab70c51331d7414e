/** Messages of an SNS topic, sent to the function, or through a queue that the function polls. */
import { isAbsent, isFilled, isObject, member, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { eventProperty, expectMap } from '../expect.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { getAtt, logicalIdOf, ref } from '../intrinsics/intrinsic-values.ts';
import { isBoolean, isMap, isString, oneOf, optional, passed, required } from '../property-table.ts';
import { refuseEvent } from '../refusal.ts';
import { resolveIn, type TransformScope } from '../transform-scope.ts';
import { sendPolicy } from './dead-letter-queue.ts';
import type { EventSource, EventSurroundings, OwnedEvent } from './event-source.ts';
import { createPermission } from './permission.ts';
import { queueEvent } from './stream-events.ts';

export const topicEvent: EventSource = {
  type: 'SNS',
  properties: {
    Topic: required(isString),
    Region: optional(isString),
    FilterPolicy: passed,
    FilterPolicyScope: passed,
    SqsSubscription: optional(oneOf(isBoolean, isMap)),
    RedrivePolicy: optional(isMap),
  },
  expand(event, surroundings) {
    const { target } = surroundings;
    const { Topic: topic, SqsSubscription: through } = event.properties;
    if (isFilled(through)) return expandThroughQueue(event, through, surroundings);
    const permission = createPermission(event.id, target, { principal: 'sns.amazonaws.com', sourceArn: topic });
    return [permission, subscribe(event, { protocol: 'lambda', endpoint: target.arn, attributes: target.attributes })];
  },
};

interface Queue {
  readonly arn: JsonValue;
  readonly url: JsonValue;
  readonly policyId: string;
  readonly batchSize: JsonValue | undefined;
  /** The queue itself, where it is made for the event. */
  readonly made: readonly GeneratedResource[];
}

function expandThroughQueue(
  event: OwnedEvent,
  through: JsonValue,
  surroundings: EventSurroundings,
): GeneratedResource[] {
  const { attributes } = surroundings.target;
  const topic = event.properties['Topic'] ?? null;
  const queue = through === true ? makeQueue(event, surroundings) : readQueue(event, through);
  const policy = generate(
    'AWS::SQS::QueuePolicy',
    queue.policyId,
    { PolicyDocument: sendPolicy('*', { queueArn: queue.arn, sourceArn: topic }), Queues: [queue.url] },
    { attributes },
  );
  const polled = {
    id: `${event.id}EventSourceMapping`,
    eventId: event.eventId,
    properties: { Queue: queue.arn, BatchSize: isFilled(queue.batchSize) ? queue.batchSize : 10, Enabled: true },
  };
  return [
    ...queueEvent.expand(polled, surroundings),
    ...queue.made,
    policy,
    subscribe(event, { protocol: 'sqs', endpoint: queue.arn, attributes }),
  ];
}

function makeQueue(event: OwnedEvent, { target, scope }: EventSurroundings): Queue {
  const id = `${event.id}Queue`;
  const fifo = isFifo(event.properties['Topic'], scope);
  const properties = { FifoQueue: isFilled(fifo) ? fifo : undefined };
  return {
    arn: getAtt(id, 'Arn'),
    url: ref(id),
    policyId: `${event.id}QueuePolicy`,
    batchSize: undefined,
    made: [generate('AWS::SQS::Queue', id, properties, { attributes: target.attributes })],
  };
}

function readQueue({ id, eventId }: OwnedEvent, through: JsonValue): Queue {
  const subscription = expectMap(through, eventProperty(eventId, 'SqsSubscription'));
  const { QueueArn: arn, QueueUrl: url, QueuePolicyLogicalId: policyId, BatchSize: batchSize } = subscription;
  if (!isFilled(arn) || !isFilled(url)) throw refuseEvent(eventId, 'No QueueARN or QueueURL provided.');
  return {
    arn,
    url,
    policyId: typeof policyId === 'string' && policyId !== '' ? policyId : `${id}QueuePolicy`,
    batchSize,
    made: [],
  };
}

function isFifo(topic: JsonValue | undefined, scope: TransformScope): JsonValue | undefined {
  const id = logicalIdOf(topic);
  const resource = id === undefined ? undefined : member(scope.sourceResources, id);
  const properties = isObject(resource) ? resource['Properties'] : undefined;
  return isObject(properties) ? resolveIn(scope, properties['FifoTopic']) : undefined;
}

function subscribe(
  { id, properties }: OwnedEvent,
  to: { readonly protocol: string; readonly endpoint: JsonValue; readonly attributes: JsonObject },
): GeneratedResource {
  const passedOn = ['Region', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy'].map((name) => [
    name,
    isAbsent(properties[name]) ? undefined : properties[name],
  ]);
  return generate(
    'AWS::SNS::Subscription',
    id,
    {
      Protocol: to.protocol,
      Endpoint: to.endpoint,
      TopicArn: properties['Topic'],
      ...Object.fromEntries(passedOn),
    },
    { attributes: to.attributes },
  );
}
