/** Puts an operation on a stack: from then on the runner carries it out, whatever happens to this process. */
import type { Change } from '../../storage/documents.ts';
import { workKey, type StackReference } from './resources/keys.ts';
import type { EventDraft } from './resources/stack-event.ts';
import type { Operation, StackRecord, StackSettings, StackStatus } from './resources/stack.ts';
import type { StateChange } from './stack-state.ts';
import { tellStatus } from './stack-transitions.ts';
import { referenceOf } from './stacks.ts';

export type NewOperation = Pick<Operation, 'id' | 'kind' | 'phase'> & Partial<Operation>;

export interface OperationStart {
  readonly operation: NewOperation;
  readonly status: StackStatus;
  /** What the stack is from now on, if the operation changes that. */
  readonly settings?: StackSettings;
  readonly reason?: string;
  readonly events?: readonly EventDraft[];
  readonly others?: readonly Change[];
}

export function startOperation(stack: StackRecord, start: OperationStart): StateChange {
  const { operation, status, settings, reason, events = [], others = [] } = start;
  const whole: Operation = { onFailure: 'ROLLBACK', passedOver: [], undeleted: [], ...operation };
  const { stack: begun, events: told } = tellStatus(
    { ...stack, operation: whole, ...(settings !== undefined && { settings }), ...topicsOf(stack, settings) },
    { status, ...(reason !== undefined && { reason }) },
  );
  return {
    stack: begun,
    events: [...events, ...told],
    others: [...others, workChange(stack)],
  };
}

/** Topics that are named for the first time are told of nothing that was before. */
function topicsOf(
  stack: StackRecord,
  settings: StackSettings | undefined,
): Partial<Pick<StackRecord, 'topicsAfterEvent'>> {
  const hadTopics = (stack.settings?.notificationArns ?? []).length > 0;
  return hadTopics || settings === undefined ? {} : { topicsAfterEvent: stack.eventCount };
}

/** Tells the runner that there is something to do for the stack. */
export const workChange = (stack: StackReference): Change => ({
  kind: 'put',
  key: workKey(stack),
  value: referenceOf(stack),
});

export const userInitiated = 'User Initiated';
