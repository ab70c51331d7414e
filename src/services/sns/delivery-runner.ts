/**
 * Delivers what is in the queue, and tries again what failed, on AWS's schedules. A crash on any line
 * loses no delivery; at worst one is made twice, as on AWS.
 */
import { ApiError } from '../../aws/api-error.ts';
import { serviceRequest } from '../../aws/service-caller.ts';
import type { LeasedMessage } from '../../storage/queue.ts';
import { type QueueWorker, type Settlement, startQueueWorker } from '../../storage/queue-worker.ts';
import type { SnsDependencies } from './context.ts';
import { type Delivery, readDelivery } from './deliveries.ts';
import { postMessage } from './http-delivery.ts';
import { scheduleOf } from './resources/delivery-policy.ts';
import { deliveryQueue, subscriptionKey, topicKey } from './resources/keys.ts';
import {
  describeConfirmationRequest,
  describeLambdaEvent,
  describeNotification,
  type Notification,
} from './resources/notification.ts';
import { lambdaSchedule, retryDelayMs, type RetrySchedule } from './resources/retry-schedule.ts';
import { isPending, type SubscriptionRecord, topicArnOf } from './resources/subscription.ts';
import { effectivePolicy } from './resources/subscription-settings.ts';
import { subscriptionArn, type TopicRecord } from './resources/topic.ts';

export function startDeliveryRunner(dependencies: SnsDependencies): QueueWorker {
  const runner = new Deliverer(dependencies);
  return startQueueWorker({
    queue: dependencies.store.queue,
    clock: dependencies.clock,
    name: deliveryQueue,
    concurrency: 64,
    laneConcurrency: 8,
    laneOf: (message) => subscriptionKey(readDelivery(message).subscription),
    work: (message, signal) => runner.deliver(message, signal),
    report: dependencies.report,
  });
}

type Outcome =
  | { readonly kind: 'delivered' }
  /** Trying again may help, as the schedule has it. */
  | { readonly kind: 'failed'; readonly problem: unknown }
  /** The receiver refuses it for good. */
  | { readonly kind: 'refused'; readonly problem: unknown };

interface Attempt {
  readonly delivery: Delivery;
  readonly message: LeasedMessage;
  readonly subscription: SubscriptionRecord;
  readonly topic: TopicRecord;
  readonly signal: AbortSignal;
}

class Deliverer {
  readonly #dependencies: SnsDependencies;

  constructor(dependencies: SnsDependencies) {
    this.#dependencies = dependencies;
  }

  async deliver(message: LeasedMessage, signal: AbortSignal): Promise<Settlement> {
    const { store, clock, report } = this.#dependencies;
    const delivery = readDelivery(message);
    const { subscription: reference } = delivery;
    const subscription = (await store.documents.get<SubscriptionRecord>(subscriptionKey(reference)))?.value;
    const topic = (await store.documents.get<TopicRecord>(topicKey({ ...reference, name: reference.topicName })))
      ?.value;
    // Nobody wants it any more.
    if (subscription === undefined || topic === undefined || !isWanted(delivery, subscription)) return { kind: 'done' };
    const attempt = { delivery, message, subscription, topic, signal };
    const outcome = subscription.protocol === 'lambda' ? await this.#invoke(attempt) : await this.#post(attempt);
    if (outcome.kind === 'delivered') return { kind: 'done' };
    const failures = delivery.failures + 1;
    const delayMs = outcome.kind === 'refused' ? undefined : retryDelayMs(scheduleFor(attempt), failures);
    if (delayMs === undefined) {
      report(new GivenUp(attempt, failures, outcome.problem));
      return { kind: 'done' };
    }
    return { kind: 'again', atMs: clock.now() + delayMs, body: { ...delivery, failures } satisfies Delivery };
  }

  async #invoke(attempt: Attempt): Promise<Outcome> {
    const { lambda, origin } = this.#dependencies;
    const notification = readNotification(attempt, origin);
    if (notification === undefined) return { kind: 'delivered' };
    const { endpoint } = attempt.subscription;
    const [, , , region = '', account = ''] = endpoint.split(':');
    const request = serviceRequest({
      principal: 'sns.amazonaws.com',
      region,
      account,
      // The same over all attempts: a function gets it once where a crash repeats one.
      requestId: attempt.message.id,
    });
    const payload = Buffer.from(describeLambdaEvent(notification));
    try {
      await lambda.Invoke({ FunctionName: endpoint, InvocationType: 'Event', Payload: payload }, request);
      return { kind: 'delivered' };
    } catch (problem) {
      const isGone = problem instanceof ApiError && problem.type === 'ResourceNotFoundException';
      return { kind: isGone ? 'refused' : 'failed', problem };
    }
  }

  async #post(attempt: Attempt): Promise<Outcome> {
    const { clock, origin } = this.#dependencies;
    const { subscription, signal } = attempt;
    const { headers, body } = describePost(attempt, origin);
    try {
      const status = await postMessage({ url: subscription.endpoint, headers, body }, clock, signal);
      if (status >= 200 && status < 300) return { kind: 'delivered' };
      const problem = new Error(`${subscription.endpoint} answered ${status}`);
      // What the receiver calls the sender's mistake is not repeated, unless it asks for patience.
      return { kind: status >= 400 && status < 500 && status !== 429 ? 'refused' : 'failed', problem };
    } catch (problem) {
      return { kind: 'failed', problem };
    }
  }
}

function isWanted(delivery: Delivery, { confirmation }: SubscriptionRecord): boolean {
  if (delivery.kind === 'notification') return confirmation.phase === 'confirmed';
  return confirmation.phase === 'pending' && confirmation.token === delivery.token;
}

function scheduleFor({ subscription, topic }: Attempt): RetrySchedule {
  if (subscription.protocol === 'lambda') return lambdaSchedule;
  return scheduleOf(effectivePolicy(subscription.settings, topic.deliveryPolicy));
}

function readNotification({ delivery, message, subscription }: Attempt, origin: string): Notification | undefined {
  if (delivery.kind !== 'notification') return undefined;
  const { messageId, publishedAtMs, attributes, subject } = delivery;
  const arns = { topicArn: topicArnOf(subscription), subscriptionArn: subscriptionArn(subscription) };
  const text = Buffer.from(message.payload).toString();
  return { messageId, ...arns, subject, message: text, publishedAtMs, attributes, origin };
}

function describePost(attempt: Attempt, origin: string) {
  const { delivery, subscription, topic, message } = attempt;
  const topicArn = topicArnOf(subscription);
  const shared = {
    'x-amz-sns-message-id': delivery.messageId,
    'x-amz-sns-topic-arn': topicArn,
    'Content-Type': effectivePolicy(subscription.settings, topic.deliveryPolicy).headerContentType,
  };
  const notification = readNotification(attempt, origin);
  if (notification === undefined) {
    const { messageId, publishedAtMs } = delivery;
    const token = delivery.kind === 'confirmation' ? delivery.token : '';
    const body = describeConfirmationRequest({ messageId, topicArn, token, publishedAtMs, origin });
    return { headers: { 'x-amz-sns-message-type': 'SubscriptionConfirmation', ...shared }, body: Buffer.from(body) };
  }
  const isRaw = subscription.settings.rawMessageDelivery;
  return {
    headers: {
      'x-amz-sns-message-type': 'Notification',
      ...shared,
      'x-amz-sns-subscription-arn': notification.subscriptionArn,
      ...(isRaw && { 'x-amz-sns-rawdelivery': 'true' }),
    },
    body: isRaw ? message.payload : Buffer.from(describeNotification(notification)),
  };
}

/** A subscriber did not get its message, and will not. */
class GivenUp extends Error {
  override readonly name = 'GivenUp';

  constructor({ delivery, subscription }: Attempt, attempts: number, cause: unknown) {
    const what = isPending(subscription) ? 'The request to confirm' : `Message ${delivery.messageId} for`;
    super(`${what} ${subscriptionArn(subscription)} could not be delivered in ${attempts} attempts`, { cause });
  }
}
