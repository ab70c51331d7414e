import type { StackParameter, RollbackConfiguration, OnFailure } from './stack.ts';
import type { Tag } from '../resource-type.ts';
import type { JsonObject } from '../../../template/json.ts';

export type ChangeSetStatus = 'CREATE_COMPLETE' | 'FAILED' | 'DELETE_COMPLETE';
export type ExecutionStatus =
  | 'AVAILABLE'
  | 'UNAVAILABLE'
  | 'EXECUTE_IN_PROGRESS'
  | 'EXECUTE_COMPLETE'
  | 'EXECUTE_FAILED'
  | 'OBSOLETE';

/** A resource that the execution adds, changes or removes, as DescribeChangeSet tells it. */
export interface StoredChange {
  /** Of the wire's shape `ResourceChange`; contexts are left out unless they are asked for. */
  readonly resourceChange: JsonObject;
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
  readonly clientToken?: string;
  readonly changes: readonly StoredChange[];
}
