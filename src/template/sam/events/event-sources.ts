/** All kinds of events that a function can have. */
import { brokerEvent, documentEvent } from './broker-events.ts';
import { bucketEvent } from './bucket-event.ts';
import type { EventSource } from './event-source.ts';
import { httpApiEvent } from './http-api-event.ts';
import { managedKafkaEvent, ownKafkaEvent } from './kafka-events.ts';
import { restApiEvent } from './rest-api-event.ts';
import { cloudWatchEvent, eventBridgeRule, scheduleEvent } from './rules.ts';
import { schedulerEvent } from './scheduler.ts';
import { alexaEvent, logsEvent, thingsEvent } from './service-events.ts';
import { kinesisEvent, queueEvent, tableStreamEvent } from './stream-events.ts';
import { topicEvent } from './topic-event.ts';
import { userPoolEvent } from './user-pool-event.ts';

const sources: readonly EventSource[] = [
  scheduleEvent,
  schedulerEvent,
  cloudWatchEvent,
  eventBridgeRule,
  bucketEvent,
  topicEvent,
  logsEvent,
  alexaEvent,
  thingsEvent,
  userPoolEvent,
  kinesisEvent,
  tableStreamEvent,
  queueEvent,
  managedKafkaEvent,
  ownKafkaEvent,
  brokerEvent,
  documentEvent,
  restApiEvent,
  httpApiEvent,
];

const sourceByType = new Map(sources.map((source) => [source.type, source]));

export function findEventSource(type: string): EventSource | undefined {
  return sourceByType.get(type);
}
