/**
 * The two planes as they see each other. The control plane keeps the state and answers every
 * operation but invocations; the data plane runs functions from memory. They live on threads of
 * their own, or both on one.
 */
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import type { EnvironmentCredentials, LogLine, ProvisionOutcome, VersionSpec } from '../execution/execution-host.ts';
import type { KnownCredentials } from '../server/credentials.ts';
import type { NamedAnswer, NamedCall } from '../server/named-calls.ts';
import type { ApiMinute } from '../services/apigateway/data-plane/call-recorder.ts';
import type { ServedStageChange } from '../services/apigateway/served-stage.ts';
import type { AsynchronousEvent, DispatchOutcome } from '../services/lambda/asynchronous-event.ts';
import type { InvocationMinute } from '../services/lambda/data-plane/metric-recorder.ts';
import type { RoutingChange } from '../services/lambda/routing-change.ts';

/** What the data plane may ask of the control plane. */
export interface ControlPlane {
  handle(request: WireRequest): Promise<WireResponse>;
  /** An operation by name, on behalf of the platform's owner. */
  call(call: NamedCall): Promise<NamedAnswer>;
  /** Whether changes are to be told to whoever shows them. */
  watchChanges(isWatched: boolean): void;
  findCredentials(accessKeyId: string): Promise<KnownCredentials | undefined>;
  /** Short-lived credentials of the version's role, for one execution environment. */
  issueCredentials(spec: VersionSpec): Promise<EnvironmentCredentials>;
  /** Resolves when the event is durable. */
  enqueue(event: AsynchronousEvent): Promise<void>;
  /** What invocations left behind. Resolves when it is stored; no invocation waits for it. */
  record(batch: TelemetryBatch): Promise<void>;
}

/** What the control plane may ask of the data plane. */
export interface DataPlane {
  /** Takes effect for the next invocation, before whatever is sent after it. */
  apply(change: RoutingChange): void;
  /** The same for what API Gateway serves. */
  applyStage(change: ServedStageChange): void;
  dispatch(event: AsynchronousEvent): Promise<DispatchOutcome>;
  provisioned(functionArn: string, qualifier: string): Promise<ProvisionOutcome>;
  /** Resolves when all that invocations left behind so far has been handed to `record`. */
  flushTelemetry(): Promise<void>;
}

export interface TelemetryBatch {
  readonly logLines: readonly LogLine[];
  readonly invocations: readonly InvocationMinute[];
  readonly apiCalls: readonly ApiMinute[];
}
