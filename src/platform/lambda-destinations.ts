/** Hands what asynchronous invocations leave behind to the topics and event buses that were named for it. */
import { ApiError } from '../aws/api-error.ts';
import { parseArn } from '../aws/arn.ts';
import { serviceRequest } from '../aws/service-caller.ts';
import type { EventDelivery } from '../services/lambda/event-delivery.ts';
import type { Services } from './services.ts';

type Peers = {
  readonly sns: Pick<Services['sns'], 'operations'>;
  readonly events: Pick<Services['events'], 'inProcess'>;
};

/** A rejection is tried again for a while; `undeliverable`: there is no way, and there will be none. */
export async function deliverOutcome(
  delivery: EventDelivery,
  { sns, events }: Peers,
): Promise<'delivered' | 'undeliverable'> {
  const { targetArn, event } = delivery;
  const { service, region = '', account = '', resource = '' } = parseArn(targetArn) ?? {};
  const request = serviceRequest({ principal: 'lambda.amazonaws.com', region, account, requestId: event.requestId });
  try {
    if (service === 'sns') {
      await sns.operations.Publish({ TopicArn: targetArn, ...describeMessage(delivery) }, request);
      return 'delivered';
    }
    if (service !== 'events' || !resource.startsWith('event-bus/') || delivery.kind !== 'destination')
      return 'undeliverable';
    const { FailedEntryCount } = await events.inProcess.PutEvents({ Entries: [describeEntry(delivery)] }, request);
    return FailedEntryCount === 0 ? 'delivered' : 'undeliverable';
  } catch (error) {
    if (error instanceof ApiError) return 'undeliverable';
    throw error;
  }
}

function describeMessage(delivery: EventDelivery) {
  if (delivery.kind === 'destination') return { Message: delivery.record };
  const { RequestID, ErrorCode, ErrorMessage } = delivery.attributes;
  const text = (value: string) => ({ DataType: 'String', StringValue: value });
  return {
    Message: Buffer.from(delivery.event.payload).toString(),
    MessageAttributes: {
      RequestID: text(RequestID),
      ErrorCode: { DataType: 'Number', StringValue: ErrorCode },
      ...(ErrorMessage !== '' && { ErrorMessage: text(ErrorMessage) }),
    },
  };
}

function describeEntry({ condition, event, record, targetArn }: Extract<EventDelivery, { kind: 'destination' }>) {
  return {
    Source: 'lambda',
    DetailType: `Lambda Function Invocation Result - ${condition === 'Success' ? 'Success' : 'Failure'}`,
    Resources: [targetArn, `${event.functionArn}:${event.qualifier ?? '$LATEST'}`],
    Detail: record,
    EventBusName: targetArn,
  };
}
