/** Carries out what an alarm's change asks for: tells a topic, a function, the event bus. */
import type { EventsOperations } from '../../api/events.ts';
import type { LambdaOperations } from '../../api/lambda.ts';
import type { Client } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';
import { ApiError } from '../../aws/api-error.ts';
import { serviceRequest } from '../../aws/service-caller.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { describeFunctionEvent, describeTopicNotice } from './alarms/notifications.ts';
import { actionKind } from './resources/alarm-action.ts';
import type { ActionWork, AlarmWork, EventWork } from './resources/alarm-work.ts';

/** Those whom alarms call. One that is left out is not there: a topic's action fails then, events go nowhere. */
export interface AlarmTargets {
  readonly lambda?: Pick<Client<LambdaOperations>, 'Invoke'>;
  readonly sns?: Pick<Client<SnsOperations>, 'Publish'>;
  readonly events?: Pick<Client<EventsOperations>, 'PutEvents'>;
}

/** `published`: what was said, or would have been. */
export type ActionOutcome =
  | { readonly kind: 'done'; readonly published?: string }
  | { readonly kind: 'failed'; readonly error: string; readonly published?: string };

/** Throws what may pass by itself; what the target refuses is an outcome. */
export async function carryOut(work: AlarmWork, targets: AlarmTargets): Promise<ActionOutcome> {
  const owner = work.kind === 'action' ? work.notice.alarm.owner : work.owner;
  const request = serviceRequest({ principal: 'cloudwatch.amazonaws.com', ...owner, requestId: work.requestId });
  if (work.kind === 'event') return refusable(() => putEvent(work, targets, request));
  const action = actionKind(work.actionArn);
  switch (action.kind) {
    case 'topic':
      return publish(action.topicArn, work, targets, request);
    case 'function':
      return invoke(action.functionArn, work, targets, request);
    case 'elsewhere':
      return { kind: 'failed', error: `Serin does not carry out actions of ${action.service}: ${work.actionArn}` };
  }
}

async function refusable(call: () => Promise<ActionOutcome>, published?: string): Promise<ActionOutcome> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const outcome = { kind: 'failed', error: `${error.type}: ${error.message}` } as const;
    return published === undefined ? outcome : { ...outcome, published };
  }
}

function publish(
  topicArn: string,
  { notice }: ActionWork,
  { sns }: AlarmTargets,
  request: RequestContext,
): Promise<ActionOutcome> {
  const { subject, message } = describeTopicNotice(notice);
  const published = JSON.stringify({ default: message });
  return refusable(async () => {
    if (sns === undefined) return { kind: 'failed', error: 'Serin serves no topics here.', published };
    await sns.Publish({ TopicArn: topicArn, Subject: subject, Message: message }, request);
    return { kind: 'done', published };
  }, published);
}

function invoke(
  functionArn: string,
  { notice }: ActionWork,
  { lambda }: AlarmTargets,
  request: RequestContext,
): Promise<ActionOutcome> {
  const published = JSON.stringify(describeFunctionEvent(notice));
  return refusable(async () => {
    if (lambda === undefined) return { kind: 'failed', error: 'Serin serves no functions here.', published };
    const payload = Buffer.from(published);
    await lambda.Invoke({ FunctionName: functionArn, InvocationType: 'Event', Payload: payload }, request);
    return { kind: 'done', published };
  }, published);
}

async function putEvent(
  { detailType, alarmArn, detail, atMs }: EventWork,
  { events }: AlarmTargets,
  request: RequestContext,
): Promise<ActionOutcome> {
  if (events === undefined) return { kind: 'done' };
  const entry = {
    Source: 'aws.cloudwatch',
    DetailType: detailType,
    Resources: [alarmArn],
    Detail: detail,
    Time: new Date(atMs),
  };
  const { Entries: entries = [] } = await events.PutEvents({ Entries: [entry] }, request);
  const refused = entries.find(({ ErrorCode }) => ErrorCode !== undefined);
  if (refused === undefined) return { kind: 'done' };
  return { kind: 'failed', error: `${refused.ErrorCode ?? ''}: ${refused.ErrorMessage ?? ''}` };
}
