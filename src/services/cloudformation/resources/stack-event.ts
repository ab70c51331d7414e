import type { Properties } from '../resource-type.ts';
import type { ResourceStatus } from './resource.ts';
import type { StackStatus } from './stack.ts';

/** What is to be told; the stack adds the rest. */
export interface EventDraft {
  /** Absent: it is about the stack itself. */
  readonly resource?: {
    readonly logicalId: string;
    readonly typeName: string;
    readonly physicalId: string;
    readonly properties?: Properties;
  };
  readonly status: ResourceStatus | StackStatus;
  readonly reason?: string;
}

export interface StackEventRecord extends EventDraft {
  readonly eventId: string;
  readonly atMs: number;
  readonly clientToken?: string;
}
