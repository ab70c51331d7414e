import type { RequestContext } from '../../../aws/caller.ts';
import type { EventsContext, EventsInput, EventsOperation, EventsOutput } from '../context.ts';
import { invalid } from '../errors.ts';
import { publishEvent } from '../publish-event.ts';
import { isDefaultBus } from '../resources/event-bus.ts';
import { entryBytes, type EntryRefusal, isAwsSource, type WireEntry, whyRefused } from '../resources/event.ts';

const requestBytesMax = 262_144;

export const putEvents: EventsOperation<'PutEvents'> = (input, context, request) =>
  putEntries(input, context, { request, isService: false });

interface Sender {
  readonly request: RequestContext;
  /** Whether a service within the process sends, which may speak as AWS. */
  readonly isService: boolean;
}

/** Puts events on the bus; each succeeds or fails by itself. */
export async function putEntries(
  input: EventsInput<'PutEvents'>,
  context: EventsContext,
  sender: Sender,
): Promise<EventsOutput<'PutEvents'>> {
  if (input.EndpointId !== undefined) throw invalid('Serin serves no global endpoints: EndpointId must be left out.');
  const entries = input.Entries ?? [];
  if (entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > requestBytesMax)
    throw invalid('Total size of the entries in the request is over the limit.');
  const results = await Promise.all(entries.map((entry) => putEntry(entry, context, sender)));
  return {
    FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
    Entries: results,
  };
}

async function putEntry(entry: WireEntry, context: EventsContext, sender: Sender) {
  const refusal = whyRefused(entry) ?? whyNotAllowed(entry, sender);
  if (refusal !== undefined) return { ErrorCode: refusal.code, ErrorMessage: refusal.message };
  const { region, account } = sender.request.caller;
  const id = await publishEvent(context, {
    region,
    account,
    source: entry.Source ?? '',
    detailType: entry.DetailType ?? '',
    resources: entry.Resources ?? [],
    detail: entry.Detail ?? '',
    atMs: entry.Time?.getTime() ?? context.clock.now(),
  });
  return { EventId: id };
}

function whyNotAllowed(entry: WireEntry, { request, isService }: Sender): EntryRefusal | undefined {
  if (!isService && isAwsSource(entry.Source))
    return { code: 'NotAuthorizedForSource', message: 'Not authorized for the source.' };
  if (isDefaultBus(entry.EventBusName, request.caller)) return undefined;
  return {
    code: 'ResourceNotFoundException',
    message: `Event bus ${entry.EventBusName} does not exist. Serin serves the default event bus only.`,
  };
}
