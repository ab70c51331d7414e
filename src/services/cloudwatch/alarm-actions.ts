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

export type ActionOutcome =
  | { readonly kind: 'done'; readonly published?: string }
  | { readonly kind: 'failed'; readonly error: string };

/** Throws what may pass by itself; what the target refuses is an outcome. */
export async function carryOut(work: AlarmWork, targets: AlarmTargets): Promise<ActionOutcome> {
  const owner = work.kind === 'action' ? work.notice.alarm.owner : work.owner;
  const request = serviceRequest({ principal: 'cloudwatch.amazonaws.com', ...owner, requestId: work.requestId });
  try {
    return work.kind === 'action' ? await act(work, targets, request) : await putEvent(work, targets, request);
  } catch (error) {
    if (error instanceof ApiError) return { kind: 'failed', error: `${error.type}: ${error.message}` };
    throw error;
  }
}

async function act(
  { actionArn, notice }: ActionWork,
  { lambda, sns }: AlarmTargets,
  request: RequestContext,
): Promise<ActionOutcome> {
  const action = actionKind(actionArn);
  switch (action.kind) {
    case 'topic': {
      if (sns === undefined) return unavailable('topics');
      const { subject, message } = describeTopicNotice(notice);
      await sns.Publish({ TopicArn: action.topicArn, Subject: subject, Message: message }, request);
      return { kind: 'done', published: JSON.stringify({ default: message }) };
    }
    case 'function': {
      if (lambda === undefined) return unavailable('functions');
      const message = JSON.stringify(describeFunctionEvent(notice));
      const payload = Buffer.from(message);
      await lambda.Invoke({ FunctionName: action.functionArn, InvocationType: 'Event', Payload: payload }, request);
      return { kind: 'done', published: message };
    }
    case 'elsewhere':
      return { kind: 'failed', error: `Serin does not carry out actions of ${action.service}: ${actionArn}` };
  }
}

const unavailable = (what: string): ActionOutcome => ({ kind: 'failed', error: `Serin serves no ${what} here.` });

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
