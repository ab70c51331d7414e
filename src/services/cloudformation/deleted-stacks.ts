import type { Change, Documents, Fence } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import {
  allStacksPrefix,
  changeSetsPrefix,
  changeSetStackKey,
  eventsPrefix,
  resourcesPrefix,
  templatesPrefix,
  toldKey,
} from './resources/keys.ts';
import type { ChangeSetRecord } from './resources/change-set.ts';
import type { StackRecord } from './resources/stack.ts';

/** As long as AWS answers for a deleted stack. */
const keptMs = 90 * 24 * 3_600_000;
const batchMax = 200;

/** Forgets stacks that were deleted long ago. */
export async function forgetDeletedStacks(documents: Documents, nowMs: number, fence: Fence): Promise<void> {
  for await (const { key, value: stack } of readAll<StackRecord>(documents, allStacksPrefix)) {
    if (stack.status !== 'DELETE_COMPLETE' || (stack.deletedAtMs ?? nowMs) > nowMs - keptMs) continue;
    // The stack goes last, so that what a crash leaves is found again.
    for await (const { value: changeSet } of readAll<ChangeSetRecord>(documents, changeSetsPrefix(stack)))
      await documents.write([{ kind: 'delete', key: changeSetStackKey(stack, changeSet.id) }], { fence });
    for (const prefix of [eventsPrefix, resourcesPrefix, templatesPrefix, changeSetsPrefix])
      await forgetAll(documents, prefix(stack), fence);
    const told: Change = { kind: 'delete', key: toldKey(stack) };
    await documents.write([{ kind: 'delete', key }, told], { fence });
  }
}

async function forgetAll(documents: Documents, prefix: string, fence: Fence): Promise<void> {
  for (;;) {
    const page = await documents.list({ prefix, limit: batchMax });
    if (page.documents.length === 0) return;
    const changes = page.documents.map(({ key }): Change => ({ kind: 'delete', key }));
    await documents.write(changes, { fence });
  }
}
