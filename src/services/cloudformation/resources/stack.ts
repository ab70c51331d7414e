import type { Tag } from '../resource-type.ts';
import { formatArn, parseArn } from '../../../aws/arn.ts';
import type { StackOwner, StackReference } from './keys.ts';

export type StackStatus =
  | `${'CREATE' | 'DELETE' | 'UPDATE' | 'ROLLBACK' | 'UPDATE_ROLLBACK'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | 'REVIEW_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';

export interface StackParameter {
  readonly key: string;
  readonly value: string;
  /** Of a parameter that names an SSM parameter. */
  readonly resolvedValue?: string;
  readonly isNoEcho?: boolean;
  /** In the change set of a nested stack: a stand-in for a value that only the execution can tell. */
  readonly isUnknown?: boolean;
}

export interface RollbackTrigger {
  readonly arn: string;
  readonly type: string;
}

export interface RollbackConfiguration {
  readonly triggers?: readonly RollbackTrigger[];
  readonly monitoringMinutes?: number;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** All that an update can change and a rollback brings back. */
export interface StackSettings {
  readonly templateId: string;
  readonly description?: string;
  readonly parameters: readonly StackParameter[];
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly rollbackConfiguration: RollbackConfiguration;
  readonly roleArn?: string;
  /** The ARN of the change set that brought them. */
  readonly changeSetArn?: string;
}

export type OnFailure = 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';

/**
 * `forward` makes and changes what the template wants; `monitor` watches alarms for as long as asked;
 * `cleanup` deletes what is no longer wanted; `rollback` brings back what was; `rollback-cleanup`
 * deletes what was made on the way.
 */
export type OperationPhase = 'forward' | 'monitor' | 'cleanup' | 'rollback' | 'rollback-cleanup';

export interface Operation {
  readonly id: string;
  readonly kind: 'create' | 'update' | 'delete';
  readonly phase: OperationPhase;
  /** The client's token: it stands in all events of the operation. */
  readonly clientToken?: string;
  readonly onFailure: OnFailure;
  /** What the stack is to become; a deletion has none. */
  readonly target?: StackSettings;
  readonly monitorUntilMs?: number;
  /** A creation that is not through by then is given up. */
  readonly deadlineMs?: number;
  /** Why it does not go forward any more, where it is not a resource that failed. */
  readonly stopReason?: string;
  /** Resources that a deletion leaves, or that a rollback passes over. */
  readonly passedOver: readonly string[];
  readonly stackPolicyDuringUpdate?: string;
  /** What it made is deleted in a rollback, though its policy says `Retain`. */
  readonly retainsExceptOnCreate?: boolean;
  /** Of the change set that it executes. */
  readonly changeSetId?: string;
  /** Logical IDs that could not be deleted in a cleanup: the stack does not have them any more. */
  readonly undeleted: readonly string[];
}

export interface StackRecord extends StackReference {
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs?: number;
  readonly deletedAtMs?: number;
  readonly isTerminationProtected: boolean;
  readonly isRollbackDisabled: boolean;
  readonly timeoutMinutes?: number;
  /** As of the last operation, whether it succeeded or not; absent before a first change set is executed. */
  readonly settings?: StackSettings;
  /** As of the last stable state. */
  readonly stableSettings?: StackSettings;
  readonly outputs: readonly StackOutput[];
  /** Names of the exports that its template uses, or used in an operation that failed. */
  readonly imports: readonly string[];
  /** Counts the stable states. */
  readonly generation: number;
  readonly eventCount: number;
  /** Which event was the last before the stack named the topics that are to be told. */
  readonly topicsAfterEvent?: number;
  readonly lastEventAtMs: number;
  readonly stackPolicy?: string;
  /** Tokens of operations that were taken, so that a repeated request is known. */
  readonly lastRequest?: { readonly token: string; readonly operation: string };
  /** Of a nested stack. */
  readonly parentId?: string;
  readonly rootId?: string;
  readonly operation?: Operation;
}

export const stackArn = ({ region, account, stackName, id }: StackReference): string =>
  formatArn({ service: 'cloudformation', region, account, resource: `stack/${stackName}/${id}` });

/** What a stack's ARN names; `undefined`: the text is none. */
export function parseStackArn(text: string): StackReference | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'cloudformation') return undefined;
  const [kind, stackName, id] = arn.resource.split('/');
  if (kind !== 'stack' || stackName === undefined || id === undefined) return undefined;
  return { region: arn.region, account: arn.account, stackName, id };
}

export const changeSetArn = ({ region, account }: StackOwner, name: string, id: string): string =>
  formatArn({ service: 'cloudformation', region, account, resource: `changeSet/${name}/${id}` });

/** Statuses in which a stack can be changed. */
export const isUpdatable = (status: StackStatus): boolean =>
  ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_FAILED', 'CREATE_FAILED'].includes(status);
