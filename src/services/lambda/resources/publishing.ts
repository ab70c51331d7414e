/** What publishing a version comes to: the same version again, or a new number. Pure. */
import { invalidParameter } from '../errors.ts';
import { fingerprint } from './fingerprint.ts';
import { shownSettings } from './function-state.ts';
import type { FunctionRecord, FunctionSettings, FunctionState, VersionRecord } from './function.ts';
import type { ApiError } from '../../../aws/api-error.ts';

export interface NewVersion {
  /** The function as it is after the publish: counter, last published version. */
  readonly function: FunctionRecord;
  readonly version: VersionRecord;
}

/** The version that publishing the settings would give again, if it still exists. */
export function unchangedSince(record: FunctionRecord, settings: FunctionSettings): string | undefined {
  return record.lastPublished?.fingerprint === fingerprint(settings) ? record.lastPublished.version : undefined;
}

/** Cuts the next version from what `$LATEST` shows. The function's own RevisionId is left alone. */
export function cutVersion(
  record: FunctionRecord,
  version: {
    readonly state: FunctionState;
    readonly revisionId: string;
    readonly at: number;
    readonly description?: string | undefined;
  },
): NewVersion {
  const settings = shownSettings(record);
  const number = String(record.nextVersion);
  return {
    function: {
      ...record,
      nextVersion: record.nextVersion + 1,
      lastPublished: { version: number, fingerprint: fingerprint(settings) },
    },
    version: {
      region: record.region,
      account: record.account,
      functionName: record.name,
      version: number,
      generation: record.generation,
      // The request's description is the version's alone: `$LATEST` keeps its own.
      settings: version.description === undefined ? settings : { ...settings, description: version.description },
      state: version.state,
      revisionId: version.revisionId,
      lastModifiedAt: version.at,
    },
  };
}

/** SnapStart takes a snapshot first; any other version is there at once. */
export function firstState(settings: FunctionSettings): FunctionState {
  return settings.snapStartApplyOn === 'PublishedVersions' ? { phase: 'pending' } : { phase: 'active' };
}

/** The `CodeSha256` precondition of PublishVersion. */
export function whyOtherCode(settings: FunctionSettings, given: string | undefined): ApiError | undefined {
  const actual = settings.code.sha256;
  if (given === undefined || given === actual) return undefined;
  return invalidParameter(
    `CodeSHA256 (${given}) is different from current CodeSHA256 in $LATEST (${actual}). Please try again with the CodeSHA256 in $LATEST.`,
  );
}
