import type { Handlers } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';
import type { Caller, RequestContext } from '../../aws/caller.ts';
import type { QueueWorker } from '../../storage/queue-worker.ts';
import type { SnsContext, SnsDependencies, SnsInput, SnsOperation, SnsOutput } from './context.ts';
import { startDeliveryRunner } from './delivery-runner.ts';
import { confirm, confirmSubscription } from './operations/confirm-subscription.ts';
import { createTopic } from './operations/create-topic.ts';
import { deleteTopic } from './operations/delete-topic.ts';
import { listSubscriptions, listSubscriptionsByTopic } from './operations/list-subscriptions.ts';
import { listTopics } from './operations/list-topics.ts';
import { addPermission, removePermission } from './operations/permissions.ts';
import { publishBatch } from './operations/publish-batch.ts';
import { publish } from './operations/publish.ts';
import { subscribe } from './operations/subscribe.ts';
import { getSubscriptionAttributes, setSubscriptionAttributes } from './operations/subscription-attributes.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { getTopicAttributes, setTopicAttributes } from './operations/topic-attributes.ts';
import { endSubscription, unsubscribe } from './operations/unsubscribe.ts';

export type SnsService = ReturnType<typeof createSnsService>;

/** SNS: topics, and what is published to them delivered to functions and addresses. */
export function createSnsService(dependencies: SnsDependencies) {
  let runner: QueueWorker | undefined;
  const context: SnsContext = { ...dependencies, wakeDeliveries: () => runner?.wake() };
  return {
    operations: createOperations(context),
    /** What whoever holds a link from a message may do: the caller is not known, the link is the proof. */
    links: {
      confirm: (input: SnsInput<'ConfirmSubscription'>, caller: Caller) =>
        confirm(input, context, { caller, isSigned: false }),
      unsubscribe: (input: SnsInput<'Unsubscribe'>, caller: Caller) =>
        endSubscription(input, context, { caller, isSigned: false }),
    },
    /** Begins to deliver: what an earlier process left, and what is published from now on. */
    start(): void {
      runner ??= startDeliveryRunner(dependencies);
    },
    /** Resolves when nothing is being delivered and nothing is due: for tests that move the clock. */
    idle: async (): Promise<void> => runner?.idle(),
    async [Symbol.asyncDispose](): Promise<void> {
      await runner?.[Symbol.asyncDispose]();
    },
  };
}

function createOperations(context: SnsContext) {
  const serve =
    <Name extends keyof SnsOperations>(operation: SnsOperation<Name>) =>
    (input: SnsInput<Name>, request: RequestContext): Promise<SnsOutput<Name>> =>
      operation(input, context, request);
  return {
    AddPermission: serve(addPermission),
    ConfirmSubscription: serve(confirmSubscription),
    CreateTopic: serve(createTopic),
    DeleteTopic: serve(deleteTopic),
    GetSubscriptionAttributes: serve(getSubscriptionAttributes),
    GetTopicAttributes: serve(getTopicAttributes),
    ListSubscriptions: serve(listSubscriptions),
    ListSubscriptionsByTopic: serve(listSubscriptionsByTopic),
    ListTagsForResource: serve(listTagsForResource),
    ListTopics: serve(listTopics),
    Publish: serve(publish),
    PublishBatch: serve(publishBatch),
    RemovePermission: serve(removePermission),
    SetSubscriptionAttributes: serve(setSubscriptionAttributes),
    SetTopicAttributes: serve(setTopicAttributes),
    Subscribe: serve(subscribe),
    TagResource: serve(tagResource),
    Unsubscribe: serve(unsubscribe),
    UntagResource: serve(untagResource),
  } satisfies Handlers<SnsOperations>;
}
