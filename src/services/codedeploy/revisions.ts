/** An application's revisions in the store. */
import type { Change, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import type { CodedeployContext, CodedeployOutput } from './context.ts';
import { revisionNotFound } from './errors.ts';
import { findActivity } from './records.ts';
import type { ApplicationRecord } from './resources/application.ts';
import type { GroupRecord } from './resources/deployment-group.ts';
import { groupsPrefix, type Owner, revisionKey } from './resources/keys.ts';
import type { RevisionRecord } from './resources/revision.ts';
import { printReference, revisionIdOf, type RevisionReference } from './resources/revision-location.ts';

type StoreHolder = Pick<CodedeployContext, 'store'>;

export const findRevision = (
  { store }: StoreHolder,
  { region, account, applicationId }: Owner & { readonly applicationId: string },
  revisionId: string,
): Promise<Stored<RevisionRecord> | undefined> =>
  store.documents.get<RevisionRecord>(revisionKey({ region, account }, applicationId, revisionId));

type ApplicationReference = Pick<ApplicationRecord, 'region' | 'account' | 'id'>;

export interface RevisionUse {
  readonly application: ApplicationReference;
  readonly reference: RevisionReference;
  readonly deploymentId: string;
  readonly atMs: number;
}

/**
 * The revision that a deployment is of, which is registered hereby if it was not. The changes are to
 * be written together with the deployment, and fail where another deployment uses the revision at
 * the same moment. Throws where only a hash is given and no such AppSpec file is known.
 */
export async function useRevision(
  context: StoreHolder,
  { application, reference, deploymentId, atMs }: RevisionUse,
): Promise<{ readonly record: RevisionRecord; readonly changes: readonly Change[] }> {
  const stored = await findRevision(
    context,
    { ...application, applicationId: application.id },
    revisionIdOf(reference),
  );
  const description = `Application revision registered by Deployment ID: ${deploymentId}`;
  const known = stored?.value ?? registerRevision({ application, reference, description, atMs });
  const record: RevisionRecord = { ...known, firstUsedAtMs: known.firstUsedAtMs ?? atMs, lastUsedAtMs: atMs };
  return { record, changes: [putRevision(record, stored)] };
}

export interface NewRevision {
  readonly application: ApplicationReference;
  readonly reference: RevisionReference;
  readonly description?: string | undefined;
  readonly atMs: number;
}

export function registerRevision({ application, reference, description, atMs }: NewRevision): RevisionRecord {
  if (reference.kind === 'sha256') throw revisionNotFound(printReference(reference));
  const { region, account, id: applicationId } = application;
  return {
    region,
    account,
    applicationId,
    id: revisionIdOf(reference),
    source: reference,
    ...(description !== undefined && { description }),
    registeredAtMs: atMs,
  };
}

/** `stored`: what was there when the change was decided. */
export const putRevision = (record: RevisionRecord, stored: Stored<RevisionRecord> | undefined): Change => ({
  kind: 'put',
  key: revisionKey(record, record.applicationId, record.id),
  value: record,
  ifRevision: stored?.revision ?? 0,
});

/** For each revision that is the target of groups, their names. */
export async function listTargets(
  context: StoreHolder,
  application: ApplicationRecord,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const targets = new Map<string, string[]>();
  for await (const { value: group } of readAll<GroupRecord>(
    context.store.documents,
    groupsPrefix(application, application.id),
  )) {
    const target = (await findActivity(context, group))?.value.targetRevisionId;
    if (target !== undefined) targets.set(target, [...(targets.get(target) ?? []), group.name]);
  }
  return targets;
}

type RevisionInfo = NonNullable<CodedeployOutput<'GetApplicationRevision'>['revisionInfo']>;

export const describeRevisionInfo = (
  { description, registeredAtMs, firstUsedAtMs, lastUsedAtMs }: RevisionRecord,
  groupNames: readonly string[] = [],
): RevisionInfo => ({
  ...(description !== undefined && { description }),
  deploymentGroups: [...groupNames],
  registerTime: new Date(registeredAtMs),
  ...(firstUsedAtMs !== undefined && { firstUsedTime: new Date(firstUsedAtMs) }),
  ...(lastUsedAtMs !== undefined && { lastUsedTime: new Date(lastUsedAtMs) }),
});
