/**
 * What an asynchronous event leaves to others once it has succeeded or failed for good: the record
 * for its destination, and the event itself for its dead-letter target.
 */
import { createHash } from 'node:crypto';
import { parseArn } from '../../aws/arn.ts';
import type { AsynchronousEvent } from './asynchronous-event.ts';
import type { EventCondition, EventProgress } from './event-retry.ts';

export type EventDelivery =
  | {
      readonly kind: 'destination';
      readonly targetArn: string;
      readonly event: AsynchronousEvent;
      readonly condition: EventCondition;
      /** JSON: AWS's destination record. */
      readonly record: string;
      readonly finishedAtMs: number;
    }
  | {
      readonly kind: 'dead-letter';
      readonly targetArn: string;
      /** Its payload is the message's body, unchanged. */
      readonly event: AsynchronousEvent;
      /** `ErrorCode` is a number's digits. */
      readonly attributes: { readonly RequestID: string; readonly ErrorCode: string; readonly ErrorMessage: string };
    };

/** An event whose fate is settled. */
export interface FinishedEvent {
  readonly event: AsynchronousEvent;
  readonly condition: EventCondition;
  readonly progress: EventProgress;
  readonly finishedAtMs: number;
}

/** Whose delivery is still to come. */
export interface DeliveryTarget {
  readonly kind: EventDelivery['kind'];
  readonly targetArn: string;
}

export function describeDelivery({ kind, targetArn }: DeliveryTarget, finished: FinishedEvent): EventDelivery {
  const { event, condition } = finished;
  if (kind === 'destination') {
    const { finishedAtMs } = finished;
    return { kind, targetArn, event, condition, record: describeRecordFor(targetArn, finished), finishedAtMs };
  }
  const { statusCode = 500, message = condition } = finished.progress.lastFailure ?? {};
  const attributes = {
    RequestID: event.requestId,
    ErrorCode: String(statusCode),
    ErrorMessage: firstKilobyte(message),
  };
  return { kind, targetArn, event, attributes };
}

const topicMessageBytesMax = 262_144;

/** A topic takes less than a function may answer: AWS then leaves out what travelled, and keeps the rest. */
function describeRecordFor(targetArn: string, finished: FinishedEvent): string {
  const record = describeRecord(finished);
  return parseArn(targetArn)?.service === 'sns' && Buffer.byteLength(record) > topicMessageBytesMax
    ? describeRecord(finished, { hasPayloads: false })
    : record;
}

/**
 * The destination record. The payloads are put in as the bytes that travelled, so that no number
 * changes on the way.
 */
export function describeRecord(
  { event, condition, progress, finishedAtMs }: FinishedEvent,
  { hasPayloads }: { readonly hasPayloads: boolean } = { hasPayloads: true },
): string {
  const requestContext = {
    requestId: event.requestId,
    functionArn: `${event.functionArn}:${event.qualifier ?? '$LATEST'}`,
    condition,
    approximateInvokeCount: progress.attempts,
  };
  const members = [
    '"version":"1.0"',
    `"timestamp":"${new Date(finishedAtMs).toISOString()}"`,
    `"requestContext":${JSON.stringify(requestContext)}`,
    ...(hasPayloads ? [`"requestPayload":${Buffer.from(event.payload).toString()}`] : []),
  ];
  const response = condition === 'ZeroReservedConcurrency' ? undefined : progress.lastResponse;
  if (response !== undefined) {
    const { executedVersion, functionError } = response;
    members.push(`"responseContext":${JSON.stringify({ statusCode: 200, executedVersion, functionError })}`);
    if (hasPayloads) members.push(`"responsePayload":${asJson(response.payload)}`);
  }
  return `{${members.join(',')}}`;
}

/**
 * The event that a function gets as another's destination; `undefined`: the target is no function.
 * Its request ID follows from the first event's, so that a delivery done twice is one event.
 */
export function describeFollowUp(
  { targetArn, event, record }: Extract<EventDelivery, { kind: 'destination' }>,
  nowMs: number,
): AsynchronousEvent | undefined {
  const arn = parseArn(targetArn);
  const [resource, functionName, qualifier] = arn?.resource.split(':') ?? [];
  if (arn?.service !== 'lambda' || resource !== 'function' || functionName === undefined) return undefined;
  const { region, account } = arn;
  return {
    requestId: derivedId(`${event.requestId} ${targetArn}`),
    region,
    account,
    functionName,
    functionArn: qualifier === undefined ? targetArn : targetArn.slice(0, -qualifier.length - 1),
    ...(qualifier !== undefined && { qualifier }),
    payload: Buffer.from(record),
    ...(event.traceId !== undefined && { traceId: event.traceId }),
    acceptedAtMs: nowMs,
  };
}

/** A UUID, always the same for the same text. */
function derivedId(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

function asJson(payload: string): string {
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    // A custom runtime may answer what is no JSON: the record then holds it as a string.
    return JSON.stringify(payload);
  }
}

function firstKilobyte(text: string): string {
  const bytes = Buffer.from(text);
  // The decoder leaves out the character that the cut went through.
  return bytes.length <= 1024 ? text : new TextDecoder().decode(bytes.subarray(0, 1024), { stream: true });
}
