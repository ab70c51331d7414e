import type { StackParameter, RollbackConfiguration, OnFailure } from './stack.ts';
import type { Tag } from '../resource-type.ts';
import type { ResourceChange } from '../../../template/resource-change.ts';

export type ChangeSetStatus = 'CREATE_COMPLETE' | 'FAILED' | 'DELETE_COMPLETE';
export type ExecutionStatus =
  | 'AVAILABLE'
  | 'UNAVAILABLE'
  | 'EXECUTE_IN_PROGRESS'
  | 'EXECUTE_COMPLETE'
  | 'EXECUTE_FAILED'
  | 'OBSOLETE';

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
  readonly clientToken?: string;
  readonly changes: readonly ResourceChange[];
  /** The same with the values of properties, which DescribeChangeSet tells when asked. */
  readonly changesWithValues: readonly ResourceChange[];
  /** Why some of these values are not known. */
  readonly missingValues?: string;
}
