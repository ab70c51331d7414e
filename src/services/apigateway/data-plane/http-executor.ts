/** Carries out requests to HTTP APIs: route, authorization, integration, the answer's headers. */
import type { HttpStage } from '../http/http-stage.ts';
import { say } from './answers.ts';
import { createAuthorize, type Authorize } from './http-authorization.ts';
import { type HttpCall, rawPathOf } from './http-call.ts';
import { answerPreflight, isPreflight, withCors } from './http-cors.ts';
import { callIntegration } from './http-integration.ts';
import { internalError } from './http-result.ts';
import { HttpRoutes, type SelectedRoute } from './http-routes.ts';
import { withForwarding } from './request-headers.ts';
import type { ApiResponse, ExecutorDependencies, StageAnswer, StageCall, StageExecutor } from './stage-executor.ts';

const requestBytesMax = 10 * 1024 * 1024;
const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function createHttpExecutor(dependencies: ExecutorDependencies): StageExecutor<HttpStage> {
  /** Made ready at a stage's first request; a stage that changes is another object. */
  const routes = new WeakMap<HttpStage, HttpRoutes>();
  const authorize = createAuthorize(dependencies);
  return async (stageCall, stage) => {
    const { request } = stageCall;
    const { cors } = stage;
    const requestId = `${dependencies.random.text(15, idAlphabet)}=`;
    const ready = routes.get(stage) ?? new HttpRoutes(stage.routes);
    routes.set(stage, ready);
    const mark = (response: ApiResponse): ApiResponse => ({
      ...response,
      headers: { ...response.headers, 'apigw-requestid': requestId },
    });
    if (cors !== undefined && isPreflight(request)) return { response: mark(answerPreflight(cors, request)) };
    const answer = await answerRequest(stageCall, { stage, ready, requestId, authorize }, dependencies);
    const response = cors === undefined ? answer.response : withCors(answer.response, cors, request);
    return { ...answer, response: mark(response) };
  };
}

interface Surroundings {
  readonly stage: HttpStage;
  readonly ready: HttpRoutes;
  readonly requestId: string;
  readonly authorize: Authorize;
}

async function answerRequest(
  stageCall: StageCall,
  { stage, ready, requestId, authorize }: Surroundings,
  dependencies: ExecutorDependencies,
): Promise<StageAnswer> {
  const { request, path } = stageCall;
  if (request.body.length > requestBytesMax) return { response: say(413, 'Request Entity Too Large') };
  const selected = ready.select(request.method, path);
  if (selected === undefined) return { response: say(404, 'Not Found') };
  const call = describeHttpCall(stageCall, { stage, selected, requestId }, dependencies);
  const { authorization, integration } = selected.route;
  const authorized = await authorize(authorization, call, stageCall.authenticate);
  if (authorized.kind === 'refused') return authorized;
  if (integration === undefined) return { response: internalError() };
  const { clock } = dependencies;
  const startedAtMs = clock.realNow();
  const response = await callIntegration(integration, call, authorized.context, dependencies);
  return { response, integrationLatencyMs: clock.realNow() - startedAtMs };
}

function describeHttpCall(
  { request, path, domainName, sourceIp, protocol, receivedAtMs }: StageCall,
  known: { readonly stage: HttpStage; readonly selected: SelectedRoute; readonly requestId: string },
  { random }: ExecutorDependencies,
): HttpCall {
  const forwarded = withForwarding({ headers: request.headers, sourceIp, receivedAtMs }, random);
  // A body that came in chunks has told no length.
  const headers = { ...forwarded, 'content-length': String(request.body.length) };
  return {
    ...known,
    request: { ...request, headers },
    rawPath: rawPathOf(known.stage, path),
    domainName,
    sourceIp,
    protocol,
    receivedAtMs,
  };
}
