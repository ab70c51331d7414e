/**
 * API Gateway's data plane: answers requests to APIs from memory. The control plane tells it of every
 * change of what is served before the request that made the change is answered.
 */
import type { Caller } from '../../../aws/caller.ts';
import type { WireRequest } from '../../../aws/wire.ts';
import type { ServedStage, ServedStageChange } from '../served-stage.ts';
import { say } from './answers.ts';
import type { ApiAddress } from './api-address.ts';
import type { RecordedCall } from './call-recorder.ts';
import type {
  ApiResponse,
  ExecutorDependencies,
  StageAnswer,
  StageCall,
  StageExecutor,
  StageExecutors,
} from './stage-executor.ts';
import { type FoundStage, StageTable } from './stage-table.ts';

export interface ApiCall {
  readonly address: ApiAddress;
  /** As it was sent. */
  readonly request: WireRequest;
  readonly sourceIp: string;
  readonly protocol: string;
  /** Who signed the request; `undefined` where it carries no signature, or a wrong one. */
  authenticate(): Promise<Caller | undefined>;
}

export interface ApiGatewayDataPlane {
  /** Takes a change of what is served in: the next request follows it. */
  apply(change: ServedStageChange): void;
  /** Whatever happens is a response. */
  call(call: ApiCall): Promise<ApiResponse>;
}

export interface ApiGatewayDataPlaneDependencies extends ExecutorDependencies {
  /** Is told of what failed in Serin itself. */
  readonly report: (problem: unknown) => void;
  /** Takes what each request leaves behind. Must not wait and must not throw. */
  readonly record: (stage: ServedStage, call: RecordedCall) => void;
}

export function createApiGatewayDataPlane(dependencies: ApiGatewayDataPlaneDependencies): ApiGatewayDataPlane {
  const table = new StageTable();
  const executors: StageExecutors = {
    http: whenFirstCalled(async () => (await import('./http-executor.ts')).createHttpExecutor(dependencies)),
    rest: whenFirstCalled(async () => (await import('./rest/rest-executor.ts')).createRestExecutor(dependencies)),
  };
  const answer = async (call: StageCall, stage: ServedStage): Promise<StageAnswer> => {
    try {
      return await execute(call, stage, executors);
    } catch (error) {
      dependencies.report(error);
      return { response: say(500, 'Internal Server Error') };
    }
  };
  return {
    apply: (change) => table.apply(change),
    async call(call) {
      const { apiId, path } = call.address;
      const found = table.find(apiId, path);
      if (found === undefined) return refuseUnknown(table.kindOf(apiId));
      if (found.stage.isEndpointDisabled) return refuseUnknown(found.stage.kind);
      const { clock } = dependencies;
      const stageCall = describeCall(call, found, clock.now());
      const startedAtMs = clock.realNow();
      const { response, integrationLatencyMs } = await answer(stageCall, found.stage);
      dependencies.record(found.stage, {
        receivedAtMs: stageCall.receivedAtMs,
        status: response.status,
        bytes: call.request.body.length + response.body.length,
        latencyMs: clock.realNow() - startedAtMs,
        integrationLatencyMs,
      });
      return response;
    },
  };
}

/** Most of what APIs need is loaded for the first that is called: many a platform serves none. */
function whenFirstCalled<Stage extends ServedStage>(load: () => Promise<StageExecutor<Stage>>): StageExecutor<Stage> {
  let loaded: Promise<StageExecutor<Stage>> | undefined;
  return async (call, stage) => {
    loaded ??= load();
    return (await loaded)(call, stage);
  };
}

function execute(call: StageCall, stage: ServedStage, executors: StageExecutors): Promise<StageAnswer> {
  switch (stage.kind) {
    case 'http':
      return executors.http(call, stage);
    case 'rest':
      return executors.rest(call, stage);
  }
}

function describeCall(
  { address, request, sourceIp, protocol, authenticate }: ApiCall,
  { path }: FoundStage,
  receivedAtMs: number,
): StageCall {
  const { domainName } = address;
  return {
    request: { ...request, path: address.path, headers: { ...request.headers, host: domainName } },
    path,
    domainName,
    sourceIp,
    protocol,
    receivedAtMs,
    authenticate,
  };
}

/** What AWS says where there is no such stage; inferred for an API that there is not, whose name AWS does not resolve. */
function refuseUnknown(kind: ServedStage['kind'] | undefined): ApiResponse {
  return kind === 'http' ? say(404, 'Not Found') : say(403, 'Forbidden', { 'x-amzn-errortype': 'ForbiddenException' });
}
