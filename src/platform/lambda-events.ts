/**
 * `Invoke` with the invocation type `Event` for the services of the control plane: notifications,
 * alarm actions and rules call functions with it, as on AWS, and no data plane stands in between.
 */
import type { LambdaOperations } from '../api/lambda.ts';
import type { Client } from '../api/service.ts';
import { ApiError } from '../aws/api-error.ts';
import { type AsynchronousEvent, traceOf } from '../services/lambda/asynchronous-event.ts';
import { functionNotFound, functionNotReady } from '../services/lambda/data-plane/invocation-errors.ts';
import { readEventPayload } from '../services/lambda/data-plane/invocation-request.ts';
import { findAlias, findFunction, findVersion } from '../services/lambda/records.ts';
import {
  functionArn,
  type FunctionReference,
  parseFunctionReference,
  qualifierKind,
} from '../services/lambda/resources/function-reference.ts';
import type { FunctionState } from '../services/lambda/resources/function.ts';
import type { Documents } from '../storage/documents.ts';
import type { Clock } from '../time/clock.ts';

export type LambdaEventClient = Pick<Client<LambdaOperations>, 'Invoke'>;

export interface LambdaEventClientOptions {
  readonly documents: Documents;
  readonly clock: Clock;
  /** Takes an event over; resolves when it is durable. */
  readonly enqueue: (event: AsynchronousEvent) => Promise<void>;
}

/**
 * An answer of 202 means that the event is durable. The caller's region and account must be those
 * of the function. While an event waits in the queue, another one with its request ID is the same
 * event: a caller that repeats itself after a crash keeps the ID.
 */
export function createLambdaEventClient({ documents, clock, enqueue }: LambdaEventClientOptions): LambdaEventClient {
  return {
    async Invoke(input, { caller, requestId }) {
      if (input.InvocationType !== 'Event')
        throw new ApiError('InvalidParameterValueException', 'A call within Serin can only send an event.', {
          Type: 'User',
        });
      const payload = readEventPayload(input.Payload);
      const reference = parseFunctionReference(input.FunctionName, input.Qualifier, caller);
      const state = await findState(documents, reference);
      const { owner, name, qualifier } = reference;
      if (state === undefined) throw functionNotFound(functionArn(owner, name), qualifier);
      if (state.phase !== 'active') throw functionNotReady(state.phase === 'pending' ? 'Pending' : 'Failed');
      const acceptedAtMs = clock.now();
      await enqueue({
        requestId,
        ...owner,
        functionName: name,
        functionArn: functionArn(owner, name),
        ...(qualifier !== undefined && { qualifier }),
        payload,
        traceId: traceOf(requestId, acceptedAtMs),
        acceptedAtMs,
      });
      return { StatusCode: 202, Payload: new Uint8Array() };
    },
  };
}

/** The state of what would run; `undefined`: the function, the alias or the version is not there. */
async function findState(documents: Documents, reference: FunctionReference): Promise<FunctionState | undefined> {
  const found = await findFunction(documents, reference);
  if (found === undefined) return undefined;
  const version = await findVersionNumber(documents, reference);
  if (version === undefined) return undefined;
  if (version === '$LATEST') return found.value.state;
  return (await findVersion(documents, reference.owner, reference.name, version))?.value.state;
}

async function findVersionNumber(documents: Documents, { owner, name, qualifier }: FunctionReference) {
  if (qualifier === undefined || qualifierKind(qualifier) !== 'alias') return qualifier ?? '$LATEST';
  return (await findAlias(documents, owner, name, qualifier))?.value.functionVersion;
}
