/** Carries out requests to REST APIs: resource, authorization, validation, integration, and what is refused. */
import type { Snapshot } from '../../rest/resources/rest-api.ts';
import type { RestStage } from '../../rest/rest-stage.ts';
import { traceId } from '../request-headers.ts';
import type { ApiResponse, ExecutorDependencies, StageAnswer, StageCall, StageExecutor } from '../stage-executor.ts';
import { GatewayRefusal } from './gateway-refusal.ts';
import { describeRefusal } from './gateway-response.ts';
import { callIntegration } from './integrations.ts';
import { validateRequest } from './request-validation.ts';
import { methodOf, ResourceTree } from './resource-tree.ts';
import { type AuthorizeRest, createAuthorizeRest } from './rest-authorization.ts';
import { headerOf, readHeaders, readQuery, type RestCall, type RestCallStart } from './rest-call.ts';

const requestBytesMax = 10 * 1024 * 1024;
const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function createRestExecutor(dependencies: ExecutorDependencies): StageExecutor<RestStage> {
  /** Made ready at a deployment's first request; another deployment is another object. */
  const trees = new WeakMap<Snapshot, ResourceTree>();
  const authorize = createAuthorizeRest(dependencies);
  return async (stageCall, stage) => {
    const start = startCall(stageCall, stage, dependencies);
    const tree = trees.get(start.snapshot) ?? new ResourceTree(start.snapshot.definition);
    trees.set(start.snapshot, tree);
    const { authenticate } = stageCall;
    const answer = await answerCall(start, { tree, authorize, authenticate }, dependencies);
    return { ...answer, response: mark(answer.response, start) };
  };
}

/** The headers by which AWS tells requests apart. */
function mark(response: ApiResponse, start: RestCallStart): ApiResponse {
  return {
    ...response,
    headers: {
      'x-amzn-requestid': start.requestId,
      'x-amz-apigw-id': start.extendedRequestId,
      ...response.headers,
    },
  };
}

interface Surroundings {
  readonly tree: ResourceTree;
  readonly authorize: AuthorizeRest;
  readonly authenticate: StageCall['authenticate'];
}

async function answerCall(
  start: RestCallStart,
  { tree, authorize, authenticate }: Surroundings,
  dependencies: ExecutorDependencies,
): Promise<StageAnswer> {
  let call: RestCall = unknownCall(start);
  try {
    if (start.request.body.length > requestBytesMax) throw new GatewayRefusal('REQUEST_TOO_LARGE', 'Request Too Long');
    const { method: verb } = start.request;
    const selected = tree.select(verb, start.path);
    const method = selected && methodOf(selected.resource, verb);
    if (selected === undefined || method === undefined)
      throw new GatewayRefusal('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
    call = { ...call, ...selected, method };
    const authorized = await authorize(call, authenticate);
    if (authorized.kind === 'unserved') return authorized;
    ({ call } = authorized);
    validateRequest(call);
    const { clock } = dependencies;
    const startedAtMs = clock.realNow();
    const response = await callIntegration(call, dependencies);
    const trace = headerOf(call, 'x-amzn-trace-id');
    const headers = { ...(trace !== undefined && { 'x-amzn-trace-id': trace }), ...response.headers };
    return { response: { ...response, headers }, integrationLatencyMs: clock.realNow() - startedAtMs };
  } catch (refusal) {
    if (!(refusal instanceof GatewayRefusal)) throw refusal;
    return { response: describeRefusal(refusal, call) };
  }
}

/** For what is refused before its method is known. */
function unknownCall(start: RestCallStart): RestCall {
  return {
    ...start,
    resource: { id: '', path: start.path, methods: {} },
    method: { httpMethod: start.request.method, authorizationType: 'NONE', apiKeyRequired: false },
    pathParameters: {},
    identity: {},
  };
}

function startCall(stageCall: StageCall, stage: RestStage, { random }: ExecutorDependencies): RestCallStart {
  const { request, path, domainName, sourceIp, protocol, receivedAtMs } = stageCall;
  const { canary } = stage;
  const isCanary = canary && random.draw() * 100 < canary.percentTraffic;
  const { snapshot, deploymentId, variables } = isCanary === true && canary !== undefined ? canary : stage;
  const before = request.headers['x-forwarded-for'];
  const [, port = '443'] = /:(\d+)$/.exec(domainName) ?? [];
  const added = {
    Host: domainName,
    'X-Amzn-Trace-Id': request.headers['x-amzn-trace-id'] ?? traceId(receivedAtMs, random),
    'X-Forwarded-For': before === undefined ? sourceIp : `${before}, ${sourceIp}`,
    'X-Forwarded-Port': request.headers['x-forwarded-port'] ?? port,
    'X-Forwarded-Proto': request.headers['x-forwarded-proto'] ?? 'http',
  };
  return {
    stage,
    snapshot,
    deploymentId,
    variables,
    isCanary,
    request,
    headers: readHeaders(request, added),
    query: readQuery(request.query),
    path,
    domainName,
    sourceIp,
    protocol,
    requestId: random.uuid(),
    extendedRequestId: `${random.text(15, idAlphabet)}=`,
    receivedAtMs,
  };
}
