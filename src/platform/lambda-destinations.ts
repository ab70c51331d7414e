/** Hands what asynchronous invocations leave behind to the topics, buses, buckets and queues that were named for it. */
import { ApiError } from '../aws/api-error.ts';
import { parseArn } from '../aws/arn.ts';
import { serviceRequest } from '../aws/service-caller.ts';
import type { EventDelivery } from '../services/lambda/event-delivery.ts';
import type { QueueAttribute, SendToQueue } from './queue-sender.ts';
import type { Services } from './services.ts';

type DestinationDelivery = Extract<EventDelivery, { kind: 'destination' }>;
type DeadLetter = Extract<EventDelivery, { kind: 'dead-letter' }>;

export interface DestinationPeers {
  readonly sns: { readonly operations: Pick<Services['sns']['operations'], 'Publish'> };
  readonly events: { readonly inProcess: Pick<Services['events']['inProcess'], 'PutEvents'> };
  readonly s3: Pick<Services['s3'], 'PutObject'>;
  readonly queues: SendToQueue;
}

/** A rejection is tried again for a while; `undeliverable`: there is no way, and there will be none. */
export async function deliverOutcome(
  delivery: EventDelivery,
  peers: DestinationPeers,
): Promise<'delivered' | 'undeliverable'> {
  try {
    return await deliver(delivery, peers);
  } catch (error) {
    if (error instanceof ApiError) return 'undeliverable';
    throw error;
  }
}

async function deliver(
  delivery: EventDelivery,
  { sns, events, s3, queues }: DestinationPeers,
): Promise<'delivered' | 'undeliverable'> {
  const { targetArn, event } = delivery;
  const { service, region = '', account = '', resource = '' } = parseArn(targetArn) ?? {};
  const owner = service === 's3' ? { region: event.region, account: event.account } : { region, account };
  const request = serviceRequest({ principal: 'lambda.amazonaws.com', ...owner, requestId: event.requestId });
  if (service === 'sqs') return await queues({ queueArn: targetArn, ...describeQueueMessage(delivery) });
  if (service === 'sns') {
    await sns.operations.Publish({ TopicArn: targetArn, ...describeNotification(delivery) }, request);
    return 'delivered';
  }
  if (delivery.kind !== 'destination') return 'undeliverable';
  if (service === 's3') {
    await s3.PutObject({ Bucket: resource, Key: objectKey(delivery), ...describeObject(delivery) }, request);
    return 'delivered';
  }
  if (service !== 'events' || !resource.startsWith('event-bus/')) return 'undeliverable';
  const { FailedEntryCount } = await events.inProcess.PutEvents({ Entries: [describeEntry(delivery)] }, request);
  return FailedEntryCount === 0 ? 'delivered' : 'undeliverable';
}

function describeNotification(delivery: EventDelivery) {
  return delivery.kind === 'destination'
    ? { Message: delivery.record }
    : { Message: payloadText(delivery), MessageAttributes: deadLetterAttributes(delivery) };
}

function describeQueueMessage(delivery: EventDelivery) {
  const { traceId } = delivery.event;
  const trace = traceId === undefined ? {} : { traceId };
  return delivery.kind === 'destination'
    ? { body: delivery.record, ...trace }
    : { body: payloadText(delivery), attributes: deadLetterAttributes(delivery), ...trace };
}

const payloadText = ({ event }: DeadLetter): string => Buffer.from(event.payload).toString();

function deadLetterAttributes({ attributes }: DeadLetter): Readonly<Record<string, QueueAttribute>> {
  const { RequestID, ErrorCode, ErrorMessage } = attributes;
  const ofText = (StringValue: string): QueueAttribute => ({ DataType: 'String', StringValue });
  return {
    RequestID: ofText(RequestID),
    ErrorCode: { DataType: 'Number', StringValue: ErrorCode },
    ...(ErrorMessage !== '' && { ErrorMessage: ofText(ErrorMessage) }),
  };
}

/** AWS's form; in place of its random end the request ID, so that a delivery done twice is one object. */
function objectKey({ event: { functionName, requestId }, finishedAtMs }: DestinationDelivery): string {
  const [date = '', time = ''] = new Date(finishedAtMs).toISOString().slice(0, 19).split('T');
  return `aws/lambda/async/${functionName}/${date.replaceAll('-', '/')}/${date}T${time.replaceAll(':', '.')}-${requestId}`;
}

const describeObject = ({ record }: DestinationDelivery) => ({
  Body: Buffer.from(record),
  ContentType: 'application/json',
});

function describeEntry({ condition, event, record, targetArn }: DestinationDelivery) {
  return {
    Source: 'lambda',
    DetailType: `Lambda Function Invocation Result - ${condition === 'Success' ? 'Success' : 'Failure'}`,
    Resources: [targetArn, `${event.functionArn}:${event.qualifier ?? '$LATEST'}`],
    Detail: record,
    EventBusName: targetArn,
  };
}
