/**
 * How a function's state goes on: created, active, updated, active again. Pure; the state runner
 * carries it out. Each step gives the record a new RevisionId, as AWS does, so a client that kept
 * the one of its own create or update has to read again.
 */
import type { ApiError } from '../../../aws/api-error.ts';
import { resourceConflict, updateInProgress } from '../errors.ts';
import { functionArn } from './function-reference.ts';
import type { FunctionRecord, FunctionSettings, VersionRecord } from './function.ts';

/** What carrying a create or an update out came to. */
export type Outcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reasonCode: string; readonly reason: string };

/** The settings that wait to be made ready; `undefined`: nothing is under way. */
export function settingsUnderWay(record: FunctionRecord): FunctionSettings | undefined {
  if (record.state.phase === 'pending') return record.settings;
  return record.lastUpdate?.phase === 'in-progress' ? record.lastUpdate.settings : undefined;
}

/** The settings that the API shows: while an update is in progress already the new ones. */
export function shownSettings(record: FunctionRecord): FunctionSettings {
  return record.lastUpdate?.phase === 'in-progress' ? record.lastUpdate.settings : record.settings;
}

/** Starts an update: the old settings stay in force until it is done. */
export function startUpdate(
  record: FunctionRecord,
  settings: FunctionSettings,
  change: { readonly revisionId: string; readonly at: number },
): FunctionRecord {
  return {
    ...record,
    lastUpdate: { phase: 'in-progress', settings },
    revisionId: change.revisionId,
    lastModifiedAt: change.at,
  };
}

/** Ends a create or an update. A function with nothing under way stays as it is. */
export function finishFunction(record: FunctionRecord, outcome: Outcome, revisionId: string): FunctionRecord {
  const settings = settingsUnderWay(record);
  if (settings === undefined) return record;
  if (outcome.kind === 'ready') {
    // An update also mends a function whose creation had failed.
    return { ...record, settings, state: { phase: 'active' }, lastUpdate: { phase: 'successful' }, revisionId };
  }
  if (record.state.phase === 'pending') return { ...record, state: failure(outcome), revisionId };
  return { ...record, lastUpdate: failure(outcome), revisionId };
}

/** Ends the publishing of a version that was not there at once. */
export function finishVersion(record: VersionRecord, outcome: Outcome, revisionId: string): VersionRecord {
  if (record.state.phase !== 'pending') return record;
  return { ...record, state: outcome.kind === 'ready' ? { phase: 'active' } : failure(outcome), revisionId };
}

/** Why the function takes no update and no publish now; `undefined`: it does. */
export function whyNotUpdatable(record: FunctionRecord): ApiError | undefined {
  if (record.state.phase === 'pending') {
    return resourceConflict(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
  if (record.lastUpdate?.phase === 'in-progress') return updateInProgress(functionArn(record, record.name));
  return undefined;
}

function failure({ reasonCode, reason }: Extract<Outcome, { kind: 'failed' }>) {
  return { phase: 'failed', reasonCode, reason } as const;
}
