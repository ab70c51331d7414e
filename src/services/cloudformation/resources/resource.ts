/** What a stack knows of one of its resources. */
import type { JsonObject } from '../../../template/json.ts';
import type { Properties, Tag } from '../resource-type.ts';

export type ResourceStatus =
  | `${'CREATE' | 'UPDATE' | 'DELETE'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | 'DELETE_SKIPPED';

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

/** How a template wants a resource, with no intrinsic function left. */
export interface ResourceSettings {
  readonly typeName: string;
  readonly properties: Properties;
  /** Logical IDs that it refers to or depends on. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
  readonly updatePolicy?: JsonObject;
  readonly metadata?: JsonObject;
  readonly stackTags: readonly Tag[];
  /** Names of properties into which a parameter went that is not to be shown. */
  readonly hiddenProperties?: readonly string[];
}

/** A physical resource that the stack has. */
export interface LiveResource extends ResourceSettings {
  readonly physicalId: string;
  readonly attributes: JsonObject;
}

/** A physical resource that is to be deleted once the operation is through. */
export interface StaleResource extends LiveResource {
  /** Decides whether it is deleted or left. */
  readonly policy: DeletionPolicy;
}

/**
 * One creation, change or deletion under way. It is saved before the handler is called, and with all
 * that a call needs: after a crash the same call is made again.
 */
export interface Act {
  readonly kind: 'create' | 'update' | 'delete';
  /** A creation that takes the place of a resource that is there. */
  readonly isReplacement: boolean;
  readonly token: string;
  readonly settings: ResourceSettings;
  /** What is changed or deleted; of a creation, what the handler has told so far. */
  readonly physicalId?: string;
  readonly callbackContext?: JsonObject;
  /** The next call is not to be made before. */
  readonly dueAtMs: number;
  /** Calls in a row that failed where another may succeed. */
  readonly failures: number;
  /** The handler is being asked to give up. */
  readonly isCancelled: boolean;
}

export type StepPhase = 'forward' | 'rollback' | 'cleanup';

/** How far the operation under way is with the resource, in one of its phases. */
export interface Step {
  readonly operationId: string;
  readonly phase: StepPhase;
  readonly state: 'acting' | 'done' | 'failed' | 'cancelled' | 'skipped';
}

export interface ResourceRecord {
  readonly logicalId: string;
  readonly typeName: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly updatedAtMs: number;
  /** As events and descriptions name it; empty while it is not known. */
  readonly physicalId: string;
  /** Absent: there is none, not yet or not any more. */
  readonly live?: LiveResource;
  /**
   * What was there in the stack's last stable state, where an operation has touched the resource
   * since. `generation` is that of the state: one of an earlier state counts no more.
   */
  readonly baseline?: { readonly generation: number; readonly live?: LiveResource };
  readonly stale: readonly StaleResource[];
  readonly step?: Step;
  readonly act?: Act;
}

/** Whether the stack still has it, in the eyes of its users. */
export const isListed = ({ live, stale, status }: ResourceRecord): boolean =>
  live !== undefined || stale.length > 0 || !(status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED');
