/** What became of each resource of a stack, in the forms in which the recorded tests told it. */
import type { StackEvent } from '@aws-sdk/client-cloudformation';

/** Until June of 2025 the recorded tests kept whole events. */
export const isWholeForm = (told: unknown): boolean => typeof told === 'object' && told !== null && !('Stack' in told);

/** By logical ID, the newest first. */
export function wholeEvents(events: readonly StackEvent[]): Readonly<Record<string, unknown>> {
  const byResource = Map.groupBy(events, (event) => event.LogicalResourceId ?? '');
  return Object.fromEntries([...byResource].map(([name, own]) => [name, own.map(recordEvent)]));
}

/** The recorder wrote a word for the time that is in the event IDs of resources. */
export const recordEvent = (event: StackEvent): StackEvent => ({
  ...event,
  EventId: event.EventId?.replace(/-\d{4}-\d\d-\d\dT[\d:.]+Z$/, '-date'),
});

/** What was left out: in which tests, what they told says. */
const optional = ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE'];

/** By logical ID, the oldest first, one of those that follow one another with one status. */
export function keyedEvents(
  newestFirst: readonly StackEvent[],
  { stackName, told }: { readonly stackName: string; readonly told: unknown },
): Readonly<Record<string, unknown>> {
  const written = JSON.stringify(told);
  const untold = new Set(optional.filter((status) => !written.includes(`"${status}"`)));
  // Tests of June and July 2025 kept the first of them, in which a new resource has no ID yet.
  const keepsFirst = written.includes('"PhysicalResourceId":""');
  const byResource: Record<string, StackEvent[]> = {};
  for (const event of newestFirst.toReversed()) {
    const { LogicalResourceId: name = '', ResourceStatus = '' } = event;
    const own = (byResource[name === stackName ? 'Stack' : name] ??= []);
    if (untold.has(ResourceStatus)) continue;
    const repeats = own.at(-1)?.ResourceStatus === ResourceStatus;
    if (repeats && keepsFirst) continue;
    if (repeats) own.pop();
    own.push(event);
  }
  return Object.fromEntries(
    Object.entries(byResource).map(([name, events]) => [
      name,
      events.map(({ LogicalResourceId, PhysicalResourceId, ResourceStatus, ResourceType, Timestamp }) => ({
        LogicalResourceId,
        PhysicalResourceId,
        ResourceStatus,
        ResourceType,
        Timestamp,
      })),
    ]),
  );
}
