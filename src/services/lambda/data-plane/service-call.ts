/** Calls that another service makes for a caller of its own, as API Gateway does for whoever sent it a request. */
import { parseArn } from '../../../aws/arn.ts';
import { ApiError } from '../../../aws/api-error.ts';
import type { AcceptEvent } from './accept-event.ts';
import { readEventPayload, readPayload } from './invocation-request.ts';
import type { Invoker } from './invoker.ts';
import type { Target } from './routed-function.ts';
import type { RoutingTable } from './routing-table.ts';
import type { ServicePrincipal } from './service-access.ts';

export interface ServiceCall {
  /** With the qualifier that is meant: an alias spreads the call over its versions. */
  readonly functionArn: string;
  /** Who the resource policy has to let in; absent: the service calls by a role, which needs no such policy. */
  readonly principal?: ServicePrincipal;
  readonly payload: Uint8Array;
  readonly requestId: string;
  readonly traceId?: string;
  /** Of the request that led to the call, names in lower case: where routing is sticky, one of them decides. */
  readonly headers: Readonly<Record<string, string>>;
  /** The call is taken over, durably, and made later: its answer is empty and names no version. */
  readonly isEvent?: boolean;
}

export type ServiceCallOutcome =
  | {
      readonly kind: 'answered';
      readonly executedVersion: string;
      /** JSON, or what a custom runtime takes for it. */
      readonly payload: Uint8Array;
      /** The function failed; the payload tells how. */
      readonly functionError?: string;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'not-found' | 'forbidden' | 'throttled' | 'too-large' | 'unavailable';
      readonly message: string;
    };

export interface ServiceCallDependencies {
  readonly table: RoutingTable;
  readonly invoker: Invoker;
  readonly accept: AcceptEvent;
}

export async function callForService(
  call: ServiceCall,
  { table, invoker, accept }: ServiceCallDependencies,
): Promise<ServiceCallOutcome> {
  const target = findTarget(call.functionArn, table);
  if (target === undefined) return refused('not-found', `Function not found: ${call.functionArn}`);
  if (call.principal !== undefined && !target.access.lets(call.principal))
    return refused(
      'forbidden',
      `The resource policy of ${target.arn} does not let ${call.principal.service} invoke it for ${call.principal.sourceArn}`,
    );
  const routingKey = invoker.routingKey(call.headers);
  try {
    if (call.isEvent === true) {
      const { requestId, traceId } = call;
      await accept(target, { requestId, payload: readEventPayload(call.payload), traceId, routingKey });
      return { kind: 'answered', executedVersion: '', payload: new Uint8Array() };
    }
    const { executedVersion, outcome } = await invoker.run(target, {
      requestId: call.requestId,
      payload: readPayload(call.payload),
      clientContext: undefined,
      traceId: call.traceId,
      wantsLogTail: false,
      routingKey,
    });
    const { payload, functionError } = outcome;
    return { kind: 'answered', executedVersion, payload, ...(functionError !== undefined && { functionError }) };
  } catch (error) {
    if (error instanceof ApiError) return describeRefusal(error);
    throw error;
  }
}

function findTarget(functionArn: string, table: RoutingTable): Target | undefined {
  const arn = parseArn(functionArn);
  const [kind, name, qualifier] = arn?.resource.split(':') ?? [];
  if (arn === undefined || kind !== 'function' || name === undefined) return undefined;
  return table.find(arn.region, arn.account, name)?.find(qualifier === '$LATEST' ? undefined : qualifier);
}

const refused = (
  reason: Extract<ServiceCallOutcome, { kind: 'refused' }>['reason'],
  message: string,
): ServiceCallOutcome => ({ kind: 'refused', reason, message });

function describeRefusal({ type, message }: ApiError): ServiceCallOutcome {
  switch (type) {
    case 'TooManyRequestsException':
      return refused('throttled', message);
    case 'RequestEntityTooLargeException':
      return refused('too-large', message);
    case 'ResourceNotFoundException':
      return refused('not-found', message);
    default:
      return refused('unavailable', message);
  }
}
