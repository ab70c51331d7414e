/** Puts the data plane together: the functions' host, Lambda's routing over it, and the front before both. */
import type { PlatformConfig } from './config.ts';
import { createProcessHost } from '../execution/process-host.ts';
import type { ExecutionHost } from '../execution/execution-host.ts';
import type { FaultSource } from '../execution/injected-fault.ts';
import type { RuntimeCatalogue } from '../execution/runtimes.ts';
import { Dispatcher } from '../server/dispatcher.ts';
import { type NamedAnswer, type NamedCall, NamedCaller } from '../server/named-calls.ts';
import type { KnownCredentials } from '../server/credentials.ts';
import type { ServerLog } from '../server/server-log.ts';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { createApiGatewayDataPlane } from '../services/apigateway/data-plane/api-gateway.ts';
import type { FunctionCaller } from '../services/apigateway/data-plane/function-caller.ts';
import { createLambdaDataPlane, type LambdaDataPlane } from '../services/lambda/data-plane/invoke.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { CachedCredentials } from './cached-credentials.ts';
import { makeFunctionFolders } from './function-folders.ts';
import { createFront } from './front.ts';
import { rootCaller } from './root-credentials.ts';
import { serve } from './served-services.ts';
import { accountConcurrency } from './limits.ts';
import type { ControlPlane, DataPlane } from './planes.ts';
import { TelemetryBuffer } from './telemetry-buffer.ts';

export interface DataPlaneOptions {
  readonly config: PlatformConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ServerLog;
  readonly root: KnownCredentials;
  readonly runtimes: RuntimeCatalogue;
  readonly control: ControlPlane;
  /** Where clients and functions reach the platform. */
  readonly origin: string;
  readonly faults?: FaultSource | undefined;
}

export interface RunningDataPlane extends DataPlane, AsyncDisposable {
  handle(request: WireRequest, remoteAddress: string): Promise<WireResponse>;
  /** Any operation by name, on behalf of the platform's owner: those of the other plane too. */
  call(call: NamedCall): Promise<NamedAnswer>;
  servedOperations(service: string): readonly string[];
}

export function startDataPlane(options: DataPlaneOptions): RunningDataPlane {
  const { config, clock, random, control, origin } = options;
  const telemetry = new TelemetryBuffer(clock, (batch) => control.record(batch));
  const host = createHost(options, telemetry);
  const lambda = createLambdaDataPlane({
    host,
    clock,
    random,
    routingMode: config.routing,
    accountConcurrency,
    enqueue: (event) => control.enqueue(event),
    record: (record, measured) => telemetry.record(record, measured),
  });
  const apis = createApiGatewayDataPlane({
    callFunction: callFrom(lambda),
    clock,
    random,
    report: (problem) => options.log.failure('A request to an API could not be carried out', problem),
    record: (stage, call) => telemetry.recordApiCall(stage, call),
  });
  const credentials = new CachedCredentials(options.root, (accessKeyId) => control.findCredentials(accessKeyId), clock);
  const dispatcher = new Dispatcher({
    services: { lambda: serve(lambda.operations) },
    credentials,
    clock,
    random,
    log: options.log,
    origin,
  });
  const health = { status: 'ready', pid: process.pid };
  const handle = createFront({ lambda, apis, dispatcher, control, credentials, clock, random, health });
  return {
    apply: (change) => lambda.apply(change),
    applyStage: (change) => apis.apply(change),
    dispatch: (event) => lambda.dispatch(event),
    provisioned: (functionArn, qualifier) => lambda.provisioned(functionArn, qualifier),
    flushTelemetry: async () => telemetry.flush(),
    handle,
    call: createNamedCalls(options, lambda),
    servedOperations: (service) => (service === 'lambda' ? Object.keys(lambda.operations) : []),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      telemetry.flush();
    },
  };
}

/** API Gateway invokes functions as any service of AWS's does: with what its callers' policies let it. */
const callFrom =
  (lambda: LambdaDataPlane): FunctionCaller =>
  ({ source, ...call }) =>
    lambda.callForService({
      ...call,
      ...(source && {
        principal: { service: 'apigateway.amazonaws.com', sourceArn: source.arn, sourceAccount: source.account },
      }),
    });

function createNamedCalls(
  { control, root, random, log, origin }: DataPlaneOptions,
  { operations }: LambdaDataPlane,
): RunningDataPlane['call'] {
  const services = { lambda: serve(operations) };
  const named = new NamedCaller({ services, callerIn: rootCaller(root), random, log, origin });
  return (call) =>
    call.service === 'lambda' && Object.hasOwn(operations, call.operation) ? named.call(call) : control.call(call);
}

function createHost(
  { config, clock, random, runtimes, control, origin, faults }: DataPlaneOptions,
  telemetry: TelemetryBuffer,
): ExecutionHost {
  return createProcessHost({
    surroundings: {
      credentials: (spec) => control.issueCredentials(spec),
      writeLog: (line) => telemetry.writeLog(line),
      awsEndpointUrl: origin,
    },
    clock,
    random,
    runtimes,
    workFolder: makeFunctionFolders(config.dataFolder).environments,
    bounds: { environmentsMax: config.environmentsMax, waitingMax: config.waitingMax },
    idleTimeoutMs: config.idleTimeoutMs,
    ...(faults !== undefined && { faults }),
  });
}
