import type { JsonObject, JsonValue } from '../../mutable-json.ts';

/** What an event of a state machine starts: the state machine or its alias. */
export interface ExecutionTarget {
  readonly id: string;
  readonly attributes: JsonObject;
  readonly permissionsBoundary: JsonValue | undefined;
}
