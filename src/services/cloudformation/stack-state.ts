/** A stack with its resources as the store has them, and how a change of both becomes one write. */
import type { Change, Documents, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import type { Random } from '../../time/random.ts';
import { eventKey, noticeKey, resourceKey, resourcesPrefix, stackKey, type StackReference } from './resources/keys.ts';
import type { ResourceRecord } from './resources/resource.ts';
import type { EventDraft, StackEventRecord } from './resources/stack-event.ts';
import type { StackRecord } from './resources/stack.ts';

export interface StackState {
  readonly stack: Stored<StackRecord>;
  readonly records: ReadonlyMap<string, ResourceRecord>;
}

export async function loadStackState(documents: Documents, reference: StackReference): Promise<StackState | undefined> {
  const stack = await documents.get<StackRecord>(stackKey(reference));
  if (stack === undefined) return undefined;
  const records = new Map<string, ResourceRecord>();
  for await (const { value } of readAll<ResourceRecord>(documents, resourcesPrefix(reference)))
    records.set(value.logicalId, value);
  return { stack, records };
}

export interface StateChange {
  readonly stack: StackRecord;
  readonly records?: readonly ResourceRecord[];
  readonly events?: readonly EventDraft[];
  /** Written in the same transaction. */
  readonly others?: readonly Change[];
}

export interface WriteMoment {
  readonly nowMs: number;
  readonly random: Random;
  /** Of the operation that the events belong to. */
  readonly clientToken: string | undefined;
}

/**
 * The one write that a change is. All writes go over the stack's own document, so that events have one
 * order, and so that of two writers one decides anew; `revision` 0 makes a new stack.
 */
export function writesOf(
  change: StateChange,
  revision: number,
  moment: WriteMoment,
): { readonly stack: StackRecord; readonly changes: readonly Change[] } {
  const { records = [], events = [], others = [] } = change;
  const { stack, documents } = numberEvents(change.stack, events, moment);
  const changes: readonly Change[] = [
    { kind: 'put', key: stackKey(stack), value: stack, ifRevision: revision },
    // A resource is written by the stack's runner alone, and never without the stack.
    ...records.map((record): Change => ({ kind: 'put', key: resourceKey(stack, record.logicalId), value: record })),
    ...documents,
    ...noticeOf(stack, events),
    ...others,
  ];
  return { stack, changes };
}

/** The event bus and topics are to be told of events. */
function noticeOf(stack: StackRecord, events: readonly EventDraft[]): readonly Change[] {
  if (events.length === 0) return [];
  const { region, account, stackName, id } = stack;
  return [{ kind: 'put', key: noticeKey(stack), value: { region, account, stackName, id } }];
}

/** The state that a write of {@link writesOf} has made. */
export function stateAfter(
  state: StackState,
  {
    stack,
    revision,
    records = [],
  }: { stack: StackRecord; revision: number; records?: readonly ResourceRecord[] | undefined },
): StackState {
  const known = new Map(state.records);
  for (const record of records) known.set(record.logicalId, record);
  return { stack: { key: state.stack.key, revision, value: stack }, records: known };
}

/** What a clean-up deletes has event IDs of another kind on AWS, and its properties are not told. */
function identified(
  stack: StackRecord,
  draft: EventDraft,
  { time, uuid }: { readonly time: string; readonly uuid: string },
): EventDraft & Pick<StackEventRecord, 'eventId'> {
  const { resource, status } = draft;
  if (resource === undefined) return { ...draft, eventId: uuid };
  const { logicalId, typeName, physicalId } = resource;
  const isCleanUp = stack.status.endsWith('_CLEANUP_IN_PROGRESS') && status.startsWith('DELETE_');
  return isCleanUp
    ? { ...draft, resource: { logicalId, typeName, physicalId }, eventId: `${logicalId}-${uuid}` }
    : { ...draft, eventId: `${logicalId}-${status}-${time}` };
}

function numberEvents(
  stack: StackRecord,
  drafts: readonly EventDraft[],
  { nowMs, random, clientToken }: WriteMoment,
): { readonly stack: StackRecord; readonly documents: readonly Change[] } {
  let { eventCount, lastEventAtMs } = stack;
  const documents = drafts.map((draft): Change => {
    eventCount += 1;
    // No two events of a stack have the same moment: by it clients tell new ones from old ones.
    lastEventAtMs = Math.max(nowMs, lastEventAtMs + 1);
    const time = new Date(lastEventAtMs).toISOString();
    const event: StackEventRecord = {
      ...identified(stack, draft, { time, uuid: random.uuid() }),
      atMs: lastEventAtMs,
      ...(clientToken !== undefined && { clientToken }),
    };
    return { kind: 'put', key: eventKey(stack, eventCount), value: event };
  });
  return { stack: { ...stack, eventCount, lastEventAtMs }, documents };
}
