/** Streams and queues of AWS that Lambda polls under a managed policy. */
import { requiredPassed } from '../property-table.ts';
import { polledSource } from './polled-source.ts';

const stream = { Stream: requiredPassed, StartingPosition: requiredPassed };

export const kinesisEvent = polledSource({
  type: 'Kinesis',
  arnProperty: 'Stream',
  properties: stream,
  managedPolicy: 'service-role/AWSLambdaKinesisExecutionRole',
});

export const tableStreamEvent = polledSource({
  type: 'DynamoDB',
  arnProperty: 'Stream',
  properties: stream,
  managedPolicy: 'service-role/AWSLambdaDynamoDBExecutionRole',
});

export const queueEvent = polledSource({
  type: 'SQS',
  arnProperty: 'Queue',
  properties: { Queue: requiredPassed },
  managedPolicy: 'service-role/AWSLambdaSQSQueueExecutionRole',
});
