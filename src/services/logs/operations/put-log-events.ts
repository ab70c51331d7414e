import type { LogsOperation } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { sequenceToken } from '../resources/event-id.ts';
import { acceptEvents, parseInputEvents } from '../resources/input-events.ts';
import { expiredBeforeMs } from '../resources/log-group.ts';

export const putLogEvents: LogsOperation<'PutLogEvents'> = async (input, { clock, groups, writer }, { caller }) => {
  const { logGroupName = '', logStreamName = '' } = input;
  if (input.entity !== undefined) throw invalidParameter('Serin relates no log events to entities: entity.');
  const { open } = await groups.requireStream(caller, logGroupName, logStreamName);
  const nowMs = clock.now();
  const events = parseInputEvents(input.logEvents);
  const { accepted, rejected } = acceptEvents(events, nowMs, expiredBeforeMs(open.group, nowMs));
  if (accepted.length > 0) await writer.put(caller, logGroupName, logStreamName, accepted);
  return {
    nextSequenceToken: sequenceToken(nowMs),
    ...(rejected !== undefined && { rejectedLogEventsInfo: rejected }),
  };
};
