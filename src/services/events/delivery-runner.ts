/**
 * Hands events to targets, and tries again what failed: for a day or 185 times, or as the target's
 * own policy has it. A crash on any line loses no event; at worst one is handed over twice, as on AWS.
 */
import { createHash } from 'node:crypto';
import { ApiError } from '../../aws/api-error.ts';
import { parseArn } from '../../aws/arn.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { serviceRequest } from '../../aws/service-caller.ts';
import type { LeasedMessage } from '../../storage/queue.ts';
import { type QueueWorker, type Settlement, startQueueWorker } from '../../storage/queue-worker.ts';
import type { EventsDependencies } from './context.ts';
import { type Delivery, readDelivery } from './deliveries.ts';
import { deliveryQueue } from './resources/keys.ts';
import { targetKind } from './resources/target.ts';

/** So that 185 attempts fill a day. */
const waitMaxMs = 480_000;

export function startDeliveryRunner(dependencies: EventsDependencies): QueueWorker {
  const { store, clock, report } = dependencies;
  return startQueueWorker({
    queue: store.queue,
    clock,
    name: deliveryQueue,
    concurrency: 64,
    laneConcurrency: 16,
    laneOf: (message) => readDelivery(message).targetArn,
    work: (message) => deliver(message, dependencies),
    report,
  });
}

async function deliver(message: LeasedMessage, dependencies: EventsDependencies): Promise<Settlement> {
  const { clock, report } = dependencies;
  const delivery = readDelivery(message);
  try {
    await send(delivery, message, dependencies);
    return { kind: 'done' };
  } catch (problem) {
    const failures = delivery.failures + 1;
    const atMs = clock.now() + Math.min(waitMaxMs, 1000 * 2 ** (failures - 1));
    const isTooLate = atMs - delivery.acceptedAtMs > delivery.ageMaxMs || failures > delivery.attemptsMax;
    if (isTooLate || isRefusal(problem)) {
      report(new GivenUp(delivery, failures, problem));
      return { kind: 'done' };
    }
    return { kind: 'again', atMs, body: { ...delivery, failures } satisfies Delivery };
  }
}

async function send(delivery: Delivery, message: LeasedMessage, { lambda, sns }: EventsDependencies): Promise<void> {
  const { targetArn } = delivery;
  const request = requestFor(targetArn, message.id);
  switch (targetKind(targetArn)) {
    case 'function':
      await lambda.Invoke({ FunctionName: targetArn, InvocationType: 'Event', Payload: message.payload }, request);
      return;
    case 'topic':
      await sns.Publish({ TopicArn: targetArn, Message: Buffer.from(message.payload).toString() }, request);
      return;
    case undefined:
      throw new ApiError('ResourceNotFoundException', `There is no way to ${targetArn}`);
  }
}

/** A function sees the request ID, so it has the form of one; the same over all attempts. */
function requestFor(targetArn: string, messageId: string): RequestContext {
  const { region = '', account = '' } = parseArn(targetArn) ?? {};
  const hash = createHash('sha256').update(messageId).digest('hex');
  const isUuid = /^[0-9a-f-]{36}$/.test(messageId);
  const requestId = isUuid
    ? messageId
    : `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return serviceRequest({ principal: 'events.amazonaws.com', region, account, requestId });
}

/** What another attempt would not change. */
function isRefusal(problem: unknown): boolean {
  if (!(problem instanceof ApiError)) return false;
  return /^(NotFound|ResourceNotFound|InvalidRequestContent|InvalidParameter|InvalidParameterValue|RequestEntityTooLarge|Validation)Exception$/.test(
    problem.type,
  );
}

/** A target did not get its event, and will not. */
class GivenUp extends Error {
  override readonly name = 'GivenUp';

  constructor({ ruleArn, targetId, targetArn }: Delivery, attempts: number, cause: unknown) {
    super(
      `An event of ${ruleArn} could not be handed to its target ${targetId}, ${targetArn}, in ${attempts} attempts`,
      {
        cause,
      },
    );
  }
}
