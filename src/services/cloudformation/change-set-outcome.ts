/** What comes of asking what a template would make of a stack: changes, or why there are none to be told. */
import type { RequestContext } from '../../aws/caller.ts';
import type { Change } from '../../storage/documents.ts';
import type { CloudformationContext } from './context.ts';
import { validationError } from './errors.ts';
import { prepareStack, type Preparation, type StackInput } from './prepare-stack.ts';
import type { ChangeSetRecord } from './resources/change-set.ts';
import type { StackRecord } from './resources/stack.ts';
import { compareStack, type StackDifference } from './stack-changes.ts';
import { loadStackState, type StackState } from './stack-state.ts';
import type { LaterRefusal } from './take-template.ts';

export interface ChangeSetTarget {
  readonly stack: StackRecord;
  readonly type: ChangeSetRecord['type'];
}

export type OutcomeFields = Pick<
  ChangeSetRecord,
  | 'status'
  | 'statusReason'
  | 'executionStatus'
  | 'changes'
  | 'changesWithValues'
  | 'missingValues'
  | 'parameters'
  | 'templateId'
  | 'templateDescription'
  | 'nested'
>;

export interface ChangeSetOutcome {
  readonly fields: OutcomeFields;
  readonly writes: readonly Change[];
  /** What was compared; absent where nothing can be executed. */
  readonly basis?: { readonly prepared: Preparation; readonly state: StackState | undefined };
  /** Nothing but that there is nothing to change keeps it from being executed. */
  readonly isEmpty?: boolean;
}

/** Throws what AWS answers at once; what it tells only later is in the outcome. */
export async function describeOutcome(
  input: StackInput,
  { stack, type }: ChangeSetTarget,
  context: CloudformationContext,
  request: RequestContext,
): Promise<ChangeSetOutcome> {
  const current = type === 'CREATE' ? undefined : stack;
  const prepared = await prepareStack(input, { reference: stack, current, isChangeSet: true }, context, request);
  if (prepared.kind === 'refusal') return refused(prepared);
  const state = current === undefined ? undefined : await loadStackState(context.store.documents, stack);
  const compare = (includePropertyValues: boolean) => compareStack(state, prepared, { includePropertyValues }, context);
  const [plain, withValues] = [await compare(false), await compare(true)];
  const { isTransformed: isToldLater } = prepared.taken.stored;
  if ('kind' in plain) return refused({ ...plain, isToldLater });
  if ('kind' in withValues) return refused({ ...withValues, isToldLater });
  // A stack may come into being without a resource, where conditions leave none.
  if (!withValues.isAny && current !== undefined)
    return { ...failed(noChangesReason(prepared), prepared), isEmpty: true };
  return { ...available(prepared, plain, withValues), basis: { prepared, state } };
}

function refused({ message, isToldLater }: LaterRefusal): ChangeSetOutcome {
  if (isToldLater === true) return failed(message);
  throw validationError(message);
}

/** Clients recognise both texts by how they begin. */
const noChangesReason = ({ taken }: Preparation): string =>
  taken.stored.isTransformed
    ? 'No updates are to be performed.'
    : "The submitted information didn't contain changes. Submit different information to create a change set.";

export function failed(statusReason: string, prepared?: Preparation): ChangeSetOutcome {
  return {
    fields: {
      status: 'FAILED',
      statusReason,
      executionStatus: 'UNAVAILABLE',
      changes: [],
      changesWithValues: [],
      parameters: prepared?.settings.parameters ?? [],
      ...(prepared !== undefined && { templateId: prepared.settings.templateId }),
    },
    writes: prepared === undefined ? [] : [prepared.write],
  };
}

const available = (
  { settings, write }: Preparation,
  plain: StackDifference,
  withValues: StackDifference,
): ChangeSetOutcome => ({
  fields: {
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
    changes: plain.changes,
    changesWithValues: withValues.changes,
    ...(withValues.missing !== undefined && { missingValues: withValues.missing }),
    parameters: settings.parameters,
    templateId: settings.templateId,
    ...(settings.description !== undefined && { templateDescription: settings.description }),
  },
  writes: [write],
});
