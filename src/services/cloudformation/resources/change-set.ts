import type { StackParameter, RollbackConfiguration, OnFailure } from './stack.ts';
import type { Tag } from '../resource-type.ts';
import type { StackReference } from './keys.ts';
import type { ResourceChange } from '../../../template/resource-change.ts';

export type ChangeSetStatus = 'CREATE_COMPLETE' | 'FAILED' | 'DELETE_COMPLETE';
export type ExecutionStatus =
  | 'AVAILABLE'
  | 'UNAVAILABLE'
  | 'EXECUTE_IN_PROGRESS'
  | 'EXECUTE_COMPLETE'
  | 'EXECUTE_FAILED'
  | 'OBSOLETE';

export interface NestedChangeSet {
  readonly stack: StackReference;
  readonly changeSetId: string;
}

export interface ChangeSetRecord {
  readonly id: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string;
  readonly createdAtMs: number;
  readonly status: ChangeSetStatus;
  readonly statusReason?: string;
  readonly executionStatus: ExecutionStatus;
  readonly templateId?: string;
  readonly templateDescription?: string;
  readonly parameters: readonly StackParameter[];
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns?: readonly string[];
  readonly rollbackConfiguration: RollbackConfiguration;
  readonly roleArn?: string;
  readonly onFailure?: OnFailure;
  readonly includeNestedStacks: boolean;
  readonly importExistingResources?: boolean;
  readonly deploymentConfig?: { readonly mode?: 'EXPRESS' | 'STANDARD'; readonly isRollbackDisabled?: boolean };
  readonly clientToken?: string;
  readonly changes: readonly ResourceChange[];
  /** The same with the values of properties, which DescribeChangeSet tells when asked. */
  readonly changesWithValues: readonly ResourceChange[];
  /** Of a nested stack's change set: the ARN of the one that made it, and of the one that all of them come from. */
  readonly parentChangeSetArn?: string;
  readonly rootChangeSetArn?: string;
  /** The change sets that it made for nested stacks, by the logical IDs that these have in the stack. */
  readonly nested?: Readonly<Record<string, NestedChangeSet>>;
  /** Why some of these values are not known. */
  readonly missingValues?: string;
}
