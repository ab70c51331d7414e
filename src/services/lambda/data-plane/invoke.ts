/**
 * Lambda's data plane: answers invocations from memory. The control plane tells it of every change
 * of routing before the request that made the change is answered.
 */
import type { LambdaOperations } from '../../../api/lambda.ts';
import type { Handler, Handlers } from '../../../api/service.ts';
import { ApiError } from '../../../aws/api-error.ts';
import type { Caller, RequestContext } from '../../../aws/caller.ts';
import type { ExecutionHost, ProvisionOutcome } from '../../../execution/execution-host.ts';
import type { Clock } from '../../../time/clock.ts';
import type { Random } from '../../../time/random.ts';
import type { AsynchronousEvent, DispatchOutcome } from '../asynchronous-event.ts';
import { functionArn, parseFunctionReference } from '../resources/function-reference.ts';
import type { RoutingChange } from '../routing-change.ts';
import type { RoutingMode } from '../weighted-routing.ts';
import { dispatchEvent } from './dispatch.ts';
import { type AcceptEvent, createAcceptEvent } from './accept-event.ts';
import { describeEvents } from './answer-events.ts';
import { createFunctionUrls, type FunctionUrlCall } from './function-url.ts';
import { functionNotFound, notDurable, tenancyNotConfigured } from './invocation-errors.ts';
import { type ClientContext, readClientContext, readEventPayload, readPayload } from './invocation-request.ts';
import { type Call, Invoker, type RecordInvocation } from './invoker.ts';
import { Provisioning } from './provisioning.ts';
import type { Target } from './routed-function.ts';
import { runStreamed } from './run-streamed.ts';
import { RoutingTable } from './routing-table.ts';
import { callForService, type ServiceCall, type ServiceCallOutcome } from './service-call.ts';
import type { FunctionUrlResponse } from './url-response.ts';

export interface DataPlaneDependencies {
  readonly host: ExecutionHost;
  readonly clock: Clock;
  readonly random: Random;
  readonly routingMode: RoutingMode;
  /** What all functions of an account may run at once in a region. */
  readonly accountConcurrency: number;
  /** Takes an asynchronous event over; resolves when it is durable. */
  readonly enqueue: (event: AsynchronousEvent) => Promise<void>;
  /** Takes what each invocation leaves behind. Must not wait and must not throw. */
  readonly record: RecordInvocation;
}

export interface LambdaDataPlane {
  /** Takes a change of routing in: the next call follows it. */
  apply(change: RoutingChange): void;
  readonly invoke: Handler<LambdaOperations['Invoke']>;
  /** The operations that the server answers from here. */
  readonly operations: Handlers<LambdaOperations>;
  /** One attempt at an asynchronous event. Whatever happens is an outcome. */
  dispatch(event: AsynchronousEvent): Promise<DispatchOutcome>;
  /** Answers a request to a function URL. Whatever happens is a response. */
  callUrl(call: FunctionUrlCall): Promise<FunctionUrlResponse>;
  /** A call that another service makes on behalf of a caller of its own. Whatever happens is an outcome. */
  callForService(call: ServiceCall): Promise<ServiceCallOutcome>;
  /** Resolves once the environments provisioned for the qualifier are ready, or to why they are not. */
  provisioned(functionArn: string, qualifier: string): Promise<ProvisionOutcome>;
}

export function createLambdaDataPlane(dependencies: DataPlaneDependencies): LambdaDataPlane {
  const { host, clock, accountConcurrency } = dependencies;
  const table = new RoutingTable({ accountConcurrency, retire: (versionKey) => host.retire(versionKey) });
  const invoker = new Invoker(dependencies);
  const provisioning = new Provisioning(host);
  const accept = createAcceptEvent({ clock, enqueue: dependencies.enqueue });
  const operations = createOperations({ table, invoker, accept });
  const callUrl = createFunctionUrls({ table, invoker, clock, random: dependencies.random });
  return {
    apply(change) {
      table.apply(change);
      if ('functionArn' in change) provisioning.follow(change.functionArn, table.findByArn(change.functionArn));
    },
    invoke: operations.Invoke,
    operations,
    dispatch: (event) => dispatchEvent(event, table, invoker),
    callUrl,
    callForService: (call) => callForService(call, { table, invoker, accept }),
    async provisioned(functionArn, qualifier) {
      const target = table.findByArn(functionArn)?.find(qualifier);
      return target === undefined
        ? { kind: 'failed', reason: `Nothing is called ${functionArn}:${qualifier}` }
        : provisioning.outcome(target);
    },
  };
}

interface OperationDependencies {
  readonly table: RoutingTable;
  readonly invoker: Invoker;
  readonly accept: AcceptEvent;
}

type InvokeInput = LambdaOperations['Invoke']['input'];
type InvokeOutput = LambdaOperations['Invoke']['output'];

function createOperations(dependencies: OperationDependencies) {
  return {
    Invoke: (input, request) => invoke(input, request, dependencies),
    InvokeWithResponseStream: (input, request) => invokeStreamed(input, request, dependencies),
    /** The older way to send an event; it knows no qualifier beside the name. */
    async InvokeAsync(input, request) {
      await sendEvent({ FunctionName: input.FunctionName, Payload: input.InvokeArgs }, request, dependencies);
      return { Status: 202 };
    },
  } satisfies Handlers<LambdaOperations>;
}

async function invoke(
  input: InvokeInput,
  request: RequestContext,
  dependencies: OperationDependencies,
): Promise<InvokeOutput> {
  if (input.TenantId !== undefined) throw tenancyNotConfigured();
  if (input.DurableExecutionName !== undefined) throw notDurable();
  switch (input.InvocationType) {
    case undefined:
    case 'RequestResponse':
      return runNow(input, request, dependencies);
    case 'Event':
      return sendEvent(input, request, dependencies);
    case 'DryRun':
      requireTarget(dependencies.table, input, request.caller);
      return { StatusCode: 204 };
    default:
      // The server has held the input against the model already; this is for calls within the process.
      throw new ApiError(
        'ValidationException',
        `Value at 'invocationType' is none of [Event, RequestResponse, DryRun]`,
      );
  }
}

async function runNow(
  input: InvokeInput,
  request: RequestContext,
  { table, invoker }: OperationDependencies,
): Promise<InvokeOutput> {
  const call = describeCall(input, request, invoker);
  const { wantsLogTail } = call;
  const { executedVersion, outcome } = await invoker.run(requireTarget(table, input, request.caller), call);
  const output: InvokeOutput = { StatusCode: 200, ExecutedVersion: executedVersion, Payload: outcome.payload };
  if (outcome.functionError !== undefined) output.FunctionError = outcome.functionError;
  if (wantsLogTail) output.LogResult = Buffer.from(outcome.logTail ?? '').toString('base64');
  return output;
}

type StreamedInput = LambdaOperations['InvokeWithResponseStream']['input'];
type StreamedOutput = LambdaOperations['InvokeWithResponseStream']['output'];

async function invokeStreamed(
  input: StreamedInput,
  request: RequestContext,
  { table, invoker }: OperationDependencies,
): Promise<StreamedOutput> {
  if (input.TenantId !== undefined) throw tenancyNotConfigured();
  if (input.InvocationType === 'DryRun') {
    requireTarget(table, input, request.caller);
    return { StatusCode: 204 };
  }
  const wantsLogTail = input.LogType === 'Tail';
  const call = describeCall(input, request, invoker);
  const answer = await runStreamed(invoker, requireTarget(table, input, request.caller), call);
  return {
    StatusCode: 200,
    ExecutedVersion: answer.executedVersion,
    ResponseStreamContentType: 'application/vnd.amazon.eventstream',
    EventStream: describeEvents(answer, wantsLogTail),
  };
}

function describeCall(
  input: Pick<InvokeInput, 'Payload' | 'ClientContext' | 'LogType'>,
  { requestId }: RequestContext,
  invoker: Invoker,
): Call {
  const payload = readPayload(input.Payload);
  const context = readContext(input);
  return {
    requestId,
    payload,
    clientContext: context?.text,
    traceId: undefined,
    wantsLogTail: input.LogType === 'Tail',
    routingKey: context === undefined ? undefined : invoker.routingKey(context.custom),
  };
}

async function sendEvent(
  input: InvokeInput,
  request: RequestContext,
  { table, invoker, accept }: OperationDependencies,
): Promise<InvokeOutput> {
  const payload = readEventPayload(input.Payload);
  const context = readContext(input);
  const target = requireTarget(table, input, request.caller);
  // AWS hands a client context to synchronous calls only; what makes the choice sticky stays.
  const routingKey = context === undefined ? undefined : invoker.routingKey(context.custom);
  await accept(target, { requestId: request.requestId, payload, routingKey });
  return { StatusCode: 202, Payload: new Uint8Array() };
}

function readContext(input: Pick<InvokeInput, 'ClientContext'>): ClientContext | undefined {
  return input.ClientContext === undefined || input.ClientContext === ''
    ? undefined
    : readClientContext(input.ClientContext);
}

/** What the request names. A bare name is looked up as it stands; everything else is read first. */
function requireTarget(
  table: RoutingTable,
  input: Pick<InvokeInput, 'FunctionName' | 'Qualifier'>,
  caller: Caller,
): Target {
  const named = table.find(caller.region, caller.account, input.FunctionName ?? '');
  const target = named?.find(input.Qualifier);
  if (target !== undefined) return target;
  const { owner, name, qualifier } = parseFunctionReference(input.FunctionName, input.Qualifier, caller);
  const found = table.find(owner.region, owner.account, name)?.find(qualifier);
  if (found === undefined) throw functionNotFound(functionArn(owner, name), qualifier);
  return found;
}
