/**
 * The life of a resource within an operation, as changes of its record and the events that tell of
 * them. Pure: what is saved is decided here, and nothing is done.
 */
import { invariant } from '../../invariant.ts';
import type { Difference } from './resource-difference.ts';
import type { Progress, Properties } from './resource-type.ts';
import type {
  Act,
  LiveResource,
  ResourceRecord,
  ResourceSettings,
  ResourceStatus,
  StaleResource,
  Step,
} from './resources/resource.ts';
import type { EventDraft } from './resources/stack-event.ts';
import { policyAt } from './stack-plan.ts';

export interface StepChange {
  readonly record: ResourceRecord;
  readonly events: readonly EventDraft[];
}

/** When, and in which operation, something happens to a resource. */
export interface StepMoment {
  readonly operationId: string;
  readonly phase: Step['phase'];
  readonly generation: number;
  readonly nowMs: number;
}

const replacementReason = 'Requested update requires the creation of a new physical resource; hence creating one.';
const initiatedReason = 'Resource creation Initiated';

/** A resource of which nothing is known yet. */
export function freshRecord(logicalId: string, typeName: string, nowMs: number): ResourceRecord {
  return { logicalId, typeName, status: 'CREATE_IN_PROGRESS', updatedAtMs: nowMs, physicalId: '', stale: [] };
}

/** Begins to make what a template wants of a resource that is not as wanted. */
export function beginForward(
  known: ResourceRecord,
  { settings, difference, token }: { settings: ResourceSettings; difference: Difference; token: string },
  moment: StepMoment,
): StepChange {
  const record = withBaseline(known, moment);
  const { live } = record;
  if (live !== undefined && difference === 'settings')
    return { record: { ...record, live: { ...live, ...settings } }, events: [] };
  const act: Act = {
    ...newAct(token, settings, moment),
    kind: live === undefined || difference === 'replace' ? 'create' : 'update',
    isReplacement: live !== undefined && difference === 'replace',
    ...(live !== undefined && difference === 'update' && { physicalId: live.physicalId }),
  };
  const status = live === undefined ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
  const begun: ResourceRecord = {
    ...record,
    typeName: settings.typeName,
    physicalId: live?.physicalId ?? '',
    act,
    step: stepAt(moment, 'acting'),
  };
  return told(begun, { status, ...(act.isReplacement && { reason: replacementReason }) }, moment);
}

export interface Restoring {
  readonly difference: Difference;
  readonly token: string;
  /** Whether the type changes resources in place at all. */
  readonly canUpdate: boolean;
}

/** Begins to bring back what the last stable state had. */
export function beginRestore(known: ResourceRecord, restoring: Restoring, moment: StepMoment): StepChange {
  const live = known.baseline?.live;
  invariant(live !== undefined, 'what is brought back was there before');
  const { difference, token, canUpdate } = restoring;
  const isReplaced = known.live?.physicalId !== live.physicalId;
  const isChanged = difference === 'update' || difference === 'replace';
  // Of a change that failed nobody knows what came of it.
  const isUnsure = known.status === 'UPDATE_FAILED';
  if (!isReplaced && canUpdate && (isChanged || isUnsure)) {
    const act: Act = {
      ...newAct(token, live, moment),
      kind: 'update',
      isReplacement: false,
      physicalId: live.physicalId,
    };
    return told({ ...known, act, step: stepAt(moment, 'acting') }, { status: 'UPDATE_IN_PROGRESS' }, moment);
  }
  const restored = putBack(known, live);
  if (!isReplaced && !isUnsure) return { record: restored, events: [] };
  const started = told(restored, { status: 'UPDATE_IN_PROGRESS' }, moment);
  const ended = told(started.record, { status: 'UPDATE_COMPLETE' }, moment);
  return { record: ended.record, events: [...started.events, ...ended.events] };
}

/** The resource of before is the live one again, and what took its place is to be deleted. */
function putBack(known: ResourceRecord, live: LiveResource): ResourceRecord {
  const { baseline: _, ...record } = known;
  const kept = record.stale.filter(({ physicalId }) => physicalId !== live.physicalId);
  const isReplaced = known.live !== undefined && known.live.physicalId !== live.physicalId;
  const stale = isReplaced && known.live !== undefined ? [...kept, undone(known.live)] : kept;
  return { ...record, live, stale, physicalId: live.physicalId, typeName: live.typeName };
}

/** Begins to delete one physical resource, or leaves it where its policy says so. */
export function beginDelete(
  known: ResourceRecord,
  { resource, token, isPassedOver }: { resource: StaleResource; token: string; isPassedOver: boolean },
  moment: StepMoment,
): StepChange {
  if (isPassedOver || resource.policy === 'Retain') return withoutResource(known, resource, 'DELETE_SKIPPED', moment);
  const act: Act = {
    ...newAct(token, resource, moment),
    kind: 'delete',
    isReplacement: false,
    physicalId: resource.physicalId,
  };
  const record = { ...known, act, step: stepAt(moment, 'acting') };
  return told(record, { status: 'DELETE_IN_PROGRESS', subject: resource }, moment);
}

/** Takes over what a handler answered to the record's act. */
export function applyProgress(known: ResourceRecord, progress: Progress, moment: StepMoment): StepChange {
  const { act } = known;
  invariant(act !== undefined, 'an answer belongs to an act');
  switch (progress.kind) {
    case 'in-progress':
      return applyInProgress(known, act, { progress, moment });
    case 'done':
      return act.kind === 'delete' ? applyDeleted(known, act, moment) : applyMade(known, act, { progress, moment });
    case 'failed':
      return failAct(known, { reason: failureReason(progress, act.token), physicalId: progress.physicalId }, moment);
  }
}

interface Answered<Kind extends Progress['kind']> {
  readonly progress: Extract<Progress, { kind: Kind }>;
  readonly moment: StepMoment;
}

function applyInProgress(known: ResourceRecord, act: Act, { progress, moment }: Answered<'in-progress'>): StepChange {
  const physicalId = progress.physicalId ?? act.physicalId;
  const next: Act = {
    ...act,
    callbackContext: progress.callbackContext,
    dueAtMs: moment.nowMs + progress.delayMs,
    failures: 0,
    ...(physicalId !== undefined && { physicalId }),
  };
  const initiated = tellInitiated({ ...known, act: next }, act, physicalId, moment);
  if (progress.note === undefined) return initiated;
  const noted = told(initiated.record, { status: inProgressStatus(known, act), reason: progress.note }, moment);
  return { record: noted.record, events: [...initiated.events, ...noted.events] };
}

function applyMade(known: ResourceRecord, act: Act, { progress, moment }: Answered<'done'>): StepChange {
  const { physicalId, attributes, note } = progress;
  const initiated = tellInitiated(known, act, physicalId, moment);
  const live: LiveResource = { ...act.settings, physicalId, attributes };
  const { act: _, ...record } = initiated.record;
  const isReplaced = record.live !== undefined && record.live.physicalId !== physicalId;
  const stale =
    isReplaced && record.live !== undefined
      ? [...record.stale, { ...record.live, policy: record.live.updateReplacePolicy }]
      : record.stale;
  const made = { ...record, live, stale, physicalId, step: stepAt(moment, 'done') };
  const isRestored = moment.phase === 'rollback';
  const status = known.live === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
  const ended = told(isRestored ? withoutBaseline(made) : made, { status, ...reasonOf(note) }, moment);
  return { record: ended.record, events: [...initiated.events, ...ended.events] };
}

function applyDeleted(known: ResourceRecord, act: Act, moment: StepMoment): StepChange {
  const resource = { ...act.settings, physicalId: act.physicalId ?? '' };
  const { act: _, ...record } = known;
  return withoutResource(record, resource, 'DELETE_COMPLETE', moment);
}

export interface ActFailure {
  readonly reason: string;
  readonly physicalId?: string | undefined;
  readonly isCancelled?: boolean;
}

/** Ends an act that did not succeed. What it may have made is remembered, so that it is deleted. */
export function failAct(known: ResourceRecord, failure: ActFailure, moment: StepMoment): StepChange {
  const { act, ...record } = known;
  invariant(act !== undefined, 'what fails is an act');
  const state = failure.isCancelled === true ? 'cancelled' : 'failed';
  const step = stepAt(moment, state);
  const { reason } = failure;
  if (act.kind === 'delete') {
    const subject = { ...act.settings, physicalId: act.physicalId ?? '' };
    return told({ ...record, step }, { status: 'DELETE_FAILED', reason, subject }, moment);
  }
  const physicalId = failure.physicalId ?? act.physicalId;
  const status = record.live === undefined ? 'CREATE_FAILED' : 'UPDATE_FAILED';
  if (act.kind === 'create') {
    const stale = physicalId === undefined ? record.stale : [...record.stale, undone(halfMade(act, physicalId))];
    const failed = { ...record, stale, step, physicalId: physicalId ?? record.physicalId };
    return told(failed, { status, reason, asked: act.settings }, moment);
  }
  // Nobody knows how much of the change was made: it counts as made, so that all of it is undone. What
  // could not be undone is still to be.
  const isUndoing = moment.phase === 'rollback';
  const live = record.live === undefined || isUndoing ? record.live : { ...record.live, ...act.settings };
  const failed = { ...record, step, ...(live !== undefined && { live }) };
  return told(failed, { status, reason, asked: act.settings }, moment);
}

/** Tells that an act did not even begin. */
export function failBeforeAct(
  known: ResourceRecord,
  { reason, typeName }: { reason: string; typeName: string },
  moment: StepMoment,
): StepChange {
  const status = known.live === undefined ? 'CREATE_FAILED' : 'UPDATE_FAILED';
  const record = { ...withBaseline(known, moment), typeName, step: stepAt(moment, 'failed') };
  return told(record, { status, reason }, moment);
}

/** What a rollback was told to pass over counts as brought back. */
export function passOver(known: ResourceRecord, moment: StepMoment): StepChange {
  const record = withoutBaseline({ ...known, step: stepAt(moment, 'skipped') });
  return told(record, { status: 'UPDATE_COMPLETE' }, moment);
}

/** What could not be created and left nothing behind is no part of the stack after a rollback. */
export function forgetFailedCreation(known: ResourceRecord, moment: StepMoment): StepChange | undefined {
  if (known.status !== 'CREATE_FAILED' || known.live !== undefined || known.stale.length > 0) return undefined;
  return told(known, { status: 'DELETE_COMPLETE' }, moment);
}

/** A resource that is left behind for good, because it could not be deleted while a stack was cleaned up. */
export function abandon(known: ResourceRecord, resource: { readonly physicalId: string }): ResourceRecord {
  return removed(known, resource);
}

/** Why an act failed, in AWS's frame. */
export const failureReason = (
  { message, code, isVerbatim = false }: Extract<Progress, { kind: 'failed' }>,
  token: string,
): string =>
  isVerbatim
    ? message
    : `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`;

const newAct = (token: string, settings: ResourceSettings, { nowMs }: StepMoment) =>
  ({ token, settings: settingsOf(settings), dueAtMs: nowMs, failures: 0, isCancelled: false }) as const;

/** Without what only a physical resource has. */
function settingsOf(settings: ResourceSettings): ResourceSettings {
  const { typeName, properties, dependsOn, deletionPolicy, updateReplacePolicy, stackTags } = settings;
  const { updatePolicy, metadata, hiddenProperties } = settings;
  return {
    typeName,
    properties,
    dependsOn,
    deletionPolicy,
    updateReplacePolicy,
    stackTags,
    ...(updatePolicy !== undefined && { updatePolicy }),
    ...(metadata !== undefined && { metadata }),
    ...(hiddenProperties !== undefined && { hiddenProperties }),
  };
}

const halfMade = (act: Act, physicalId: string): LiveResource => ({ ...act.settings, physicalId, attributes: {} });

const undone = (live: LiveResource): StaleResource => ({
  ...live,
  policy: policyAt(live.deletionPolicy, { isCreationUndone: true }),
});

const stepAt = ({ operationId, phase }: StepMoment, state: Step['state']): Step => ({ operationId, phase, state });

function withBaseline(record: ResourceRecord, { generation }: StepMoment): ResourceRecord {
  if (record.baseline?.generation === generation) return record;
  return { ...record, baseline: { generation, ...(record.live !== undefined && { live: record.live }) } };
}

function withoutBaseline(known: ResourceRecord): ResourceRecord {
  const { baseline: _, ...record } = known;
  return record;
}

const inProgressStatus = ({ live }: ResourceRecord, act: Act): ResourceStatus => {
  if (act.kind === 'delete') return 'DELETE_IN_PROGRESS';
  return live === undefined ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
};

/** Says once that a new physical resource has its ID. */
function tellInitiated(
  record: ResourceRecord,
  act: Act,
  physicalId: string | undefined,
  moment: StepMoment,
): StepChange {
  if (act.kind !== 'create' || act.physicalId !== undefined || physicalId === undefined) return { record, events: [] };
  const status = inProgressStatus(record, act);
  return told({ ...record, physicalId }, { status, reason: initiatedReason }, moment);
}

function withoutResource(
  known: ResourceRecord,
  resource: ResourceSettings & { readonly physicalId: string },
  status: 'DELETE_COMPLETE' | 'DELETE_SKIPPED',
  moment: StepMoment,
): StepChange {
  const { step: _, ...record } = removed(known, resource);
  return told(record, { status, subject: resource }, moment);
}

function removed(known: ResourceRecord, { physicalId }: { readonly physicalId: string }): ResourceRecord {
  const index = known.stale.findIndex((one) => one.physicalId === physicalId);
  if (index >= 0) return { ...known, stale: known.stale.toSpliced(index, 1) };
  const { live: _, ...record } = known;
  return record;
}

interface Telling {
  readonly status: ResourceStatus;
  readonly reason?: string;
  /** What the event is about, where it is not the resource as it is now. */
  readonly subject?: ResourceSettings & { readonly physicalId: string };
  /** What was asked for, where the resource has not become it. */
  readonly asked?: ResourceSettings;
}

/** The properties as events show them. */
function shown(settings: ResourceSettings | undefined): Properties | undefined {
  if (settings?.hiddenProperties === undefined) return settings?.properties;
  const hidden = settings.hiddenProperties.filter((name) => Object.hasOwn(settings.properties, name));
  return { ...settings.properties, ...Object.fromEntries(hidden.map((name) => [name, '****'])) };
}

/** Changes the resource's status and tells of it. */
function told(record: ResourceRecord, telling: Telling, { nowMs }: StepMoment): StepChange {
  const { status, reason, subject } = telling;
  const properties = shown(subject ?? telling.asked ?? record.act?.settings ?? record.live);
  const event: EventDraft = {
    resource: {
      logicalId: record.logicalId,
      typeName: subject?.typeName ?? record.typeName,
      physicalId: subject?.physicalId ?? record.physicalId,
      ...(properties !== undefined && { properties }),
    },
    status,
    ...reasonOf(reason),
  };
  // What becomes of a physical resource that was replaced does not concern the one in its place.
  const isAside = subject !== undefined && record.live !== undefined && record.live.physicalId !== subject.physicalId;
  if (isAside) return { record, events: [event] };
  const { statusReason: _, ...rest } = record;
  const changed: ResourceRecord = {
    ...rest,
    status,
    updatedAtMs: nowMs,
    ...(reason !== undefined && { statusReason: reason }),
  };
  return { record: changed, events: [event] };
}

const reasonOf = (reason: string | undefined): { readonly reason?: string } => (reason === undefined ? {} : { reason });
