/** The planes' contracts over a link between threads: one side calls, the other serves. */
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import type { EnvironmentCredentials, ProvisionOutcome, VersionSpec } from '../execution/execution-host.ts';
import type { KnownCredentials } from '../server/credentials.ts';
import type { NamedAnswer, NamedCall } from '../server/named-calls.ts';
import type { ServedStageChange } from '../services/apigateway/served-stage.ts';
import type { AsynchronousEvent, DispatchOutcome } from '../services/lambda/asynchronous-event.ts';
import type { RoutingChange } from '../services/lambda/routing-change.ts';
import type { PlatformConfig } from './config.ts';
import type { ControlPlane, DataPlane, TelemetryBatch } from './planes.ts';
import type { Methods, ThreadLink } from './thread-link.ts';

/** What the control plane's thread is started with: plain data. */
export interface ControlWorkerData {
  readonly config: PlatformConfig;
  readonly root: KnownCredentials;
  readonly origin: string;
  /** Where the platform's clock stands against the wall's, so that both threads tell the same time. */
  readonly clockEpoch: { readonly epochRealMs: number; readonly epochMs: number };
}

export function controlMethods(control: ControlPlane & AsyncDisposable): Methods {
  return {
    handle: (request: WireRequest) => control.handle(request),
    call: (named: NamedCall) => control.call(named),
    watchChanges: (isWatched: boolean) => control.watchChanges(isWatched),
    findCredentials: (accessKeyId: string) => control.findCredentials(accessKeyId),
    issueCredentials: (spec: VersionSpec) => control.issueCredentials(spec),
    enqueue: (event: AsynchronousEvent) => control.enqueue(event),
    record: (batch: TelemetryBatch) => control.record(batch),
    stop: () => control[Symbol.asyncDispose](),
  };
}

export function dataMethods(data: DataPlane): Methods {
  return {
    apply: (change: RoutingChange) => data.apply(change),
    applyStage: (change: ServedStageChange) => data.applyStage(change),
    dispatch: (event: AsynchronousEvent) => data.dispatch(event),
    provisioned: (functionArn: string, qualifier: string) => data.provisioned(functionArn, qualifier),
    flushTelemetry: () => data.flushTelemetry(),
  };
}

/** The other side serves what the contract says; the link carries it as it is. */
const call = <T>(
  link: ThreadLink,
  method: string,
  args: readonly unknown[],
  transfer: readonly ArrayBuffer[] = [],
): Promise<T> => link.call(method, args, transfer) as Promise<T>;

export function remoteControlPlane(link: ThreadLink): ControlPlane {
  return {
    handle: (request) => call<WireResponse>(link, 'handle', [withoutRawHeaders(request)], transferable(request.body)),
    call: (named) => call<NamedAnswer>(link, 'call', [named]),
    watchChanges: (isWatched) => link.send('watchChanges', [isWatched]),
    findCredentials: (accessKeyId) => call<KnownCredentials | undefined>(link, 'findCredentials', [accessKeyId]),
    issueCredentials: (spec) => call<EnvironmentCredentials>(link, 'issueCredentials', [spec]),
    enqueue: (event) => call<void>(link, 'enqueue', [event]),
    record: (batch) => call<void>(link, 'record', [batch]),
  };
}

export function remoteDataPlane(link: ThreadLink): DataPlane {
  return {
    apply: (change) => link.send('apply', [change]),
    applyStage: (change) => link.send('applyStage', [change]),
    dispatch: (event) => call<DispatchOutcome>(link, 'dispatch', [event]),
    provisioned: (functionArn, qualifier) => call<ProvisionOutcome>(link, 'provisioned', [functionArn, qualifier]),
    flushTelemetry: () => call<void>(link, 'flushTelemetry', []),
  };
}

/** The control plane reads no header twice. */
function withoutRawHeaders({ method, path, query, headers, body }: WireRequest): WireRequest {
  return { method, path, query, headers, body };
}

/** A large body changes hands instead of being copied; small ones share a pool, which must stay. */
function transferable(body: Uint8Array): readonly ArrayBuffer[] {
  const { buffer } = body;
  return buffer instanceof ArrayBuffer && body.byteLength === buffer.byteLength && body.byteLength > 64 * 1024
    ? [buffer]
    : [];
}
