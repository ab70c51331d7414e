/** What else is written when a phase of an operation ends, in the same write as the end itself. */
import type { Change } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import { nestedRemoval, removalWithStack } from './change-set-removal.ts';
import type { CloudformationContext } from './context.ts';
import { momentOf } from './operation-steps.ts';
import { forgetFailedCreation } from './resource-steps.ts';
import type { ChangeSetRecord } from './resources/change-set.ts';
import {
  changeSetKey,
  exportKey,
  importKey,
  responsesPrefix,
  stackNameKey,
  templateKey,
  workKey,
} from './resources/keys.ts';
import type { Operation, StackRecord } from './resources/stack.ts';
import type { StackState, StateChange } from './stack-state.ts';
import type { StackTemplate } from './stack-template.ts';
import type { StackChange } from './stack-transitions.ts';

export interface PhaseEnding {
  readonly context: Pick<CloudformationContext, 'store' | 'clock' | 'random'>;
  readonly state: StackState;
  readonly operation: Operation;
  readonly template: StackTemplate | undefined;
  readonly change: StackChange;
  /** Of a success: the writes that publish its outputs. */
  readonly exports: readonly Change[] | undefined;
}

export async function endOperation(ending: PhaseEnding): Promise<StateChange> {
  const { change, state, context } = ending;
  const others: Change[] = [];
  let { stack } = change;
  if (ending.exports !== undefined) {
    others.push(...ending.exports);
    const released = releaseImports(ending);
    stack = { ...stack, imports: released.imports };
    others.push(...released.changes);
  }
  const isOver = stack.operation === undefined;
  if (isOver) others.push({ kind: 'delete', key: workKey(stack) }, ...(await executedChangeSet(ending)));
  if (isOver) others.push(...forgetTemplates(state.stack.value, stack), ...(await forgetResponses(ending)));
  // AWS tells a time of deletion of a creation that was rolled back, too.
  if (isOver && /^(DELETE|ROLLBACK)_/.test(stack.status)) stack = { ...stack, deletedAtMs: context.clock.now() };
  if (stack.status === 'DELETE_COMPLETE') {
    others.push(...forgetStack(stack), ...(await removalWithStack(context, stack)));
    stack = { ...stack, imports: [] };
  }
  const forgotten = forgetFailedCreations(ending);
  return {
    stack,
    events: [...change.events, ...forgotten.flatMap(({ events }) => events)],
    records: forgotten.map(({ record }) => record),
    others,
  };
}

/** Exports that the template does not use any more are free. */
function releaseImports({ state, template }: PhaseEnding): {
  readonly imports: readonly string[];
  readonly changes: readonly Change[];
} {
  const stack = state.stack.value;
  if (template === undefined) return { imports: stack.imports, changes: [] };
  for (const id of template.graph.keys()) template.resolve(id, state.records);
  const imports = [...template.imports];
  const gone = stack.imports.filter((name) => !template.imports.has(name));
  const added = imports.filter((name) => !stack.imports.includes(name));
  return {
    imports,
    changes: [
      ...gone.map((name): Change => ({ kind: 'delete', key: importKey(stack, name) })),
      ...added.map((name): Change => ({
        kind: 'put',
        key: importKey(stack, name),
        value: { stackName: stack.stackName },
      })),
    ],
  };
}

async function executedChangeSet({ context, operation, change }: PhaseEnding): Promise<readonly Change[]> {
  const { changeSetId } = operation;
  if (changeSetId === undefined) return [];
  const key = changeSetKey(change.stack, changeSetId);
  const stored = await context.store.documents.get<ChangeSetRecord>(key);
  if (stored === undefined) return [];
  const isDone = change.stack.status === 'CREATE_COMPLETE' || change.stack.status === 'UPDATE_COMPLETE';
  const executed: ChangeSetRecord = {
    ...stored.value,
    executionStatus: isDone ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED',
  };
  // Of a stack that is deleted they go in any case.
  const left = change.stack.status === 'DELETE_COMPLETE' ? [] : await leftOver(stored.value, context);
  return [{ kind: 'put', key, value: executed, ifRevision: stored.revision }, ...left];
}

/** Nested stacks had nothing to change, or their turn never came. */
const leftOver = (executed: ChangeSetRecord, context: PhaseEnding['context']): Promise<readonly Change[]> =>
  nestedRemoval(context, executed, { isExecuted: true });

async function forgetResponses({ context, change }: PhaseEnding): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for await (const { key } of readAll(context.store.documents, responsesPrefix(change.stack)))
    changes.push({ kind: 'delete', key });
  return changes;
}

/** Templates that only an operation that is over had to know. */
function forgetTemplates(before: StackRecord, after: StackRecord): readonly Change[] {
  const kept = new Set([after.settings?.templateId, after.stableSettings?.templateId]);
  const known = [before.settings, before.stableSettings, before.operation?.target].map((one) => one?.templateId);
  return [...new Set(known)].flatMap((id): Change[] =>
    id === undefined || kept.has(id) ? [] : [{ kind: 'delete', key: templateKey(after, id) }],
  );
}

function forgetStack(stack: StackRecord): readonly Change[] {
  return [
    { kind: 'delete', key: stackNameKey(stack, stack.stackName) },
    ...stack.outputs.flatMap(({ exportName }): Change[] =>
      exportName === undefined ? [] : [{ kind: 'delete', key: exportKey(stack, exportName) }],
    ),
    ...stack.imports.map((name): Change => ({ kind: 'delete', key: importKey(stack, name) })),
  ];
}

function forgetFailedCreations({ state, change, operation, context }: PhaseEnding) {
  if (change.stack.operation?.phase !== 'rollback-cleanup') return [];
  const moment = momentOf(operation, { stack: state.stack.value, clock: context.clock });
  return [...state.records.values()]
    .map((record) => forgetFailedCreation(record, moment))
    .filter((forgotten) => forgotten !== undefined);
}
