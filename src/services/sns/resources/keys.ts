/** Where each record lies in the store. Names of topics hold no slash, so a prefix never reaches into a neighbour. */
export interface Owner {
  readonly region: string;
  readonly account: string;
}

export interface TopicReference extends Owner {
  readonly name: string;
}

export interface SubscriptionReference extends Owner {
  readonly topicName: string;
  readonly id: string;
}

const root = ({ region, account }: Owner): string => `sns/${region}/${account}`;

export const topicKey = (topic: TopicReference): string => `${root(topic)}/topic/${topic.name}`;
export const topicsPrefix = (owner: Owner): string => `${root(owner)}/topic/`;
export const subscriptionKey = (subscription: SubscriptionReference): string =>
  `${root(subscription)}/subscription/${subscription.topicName}/${subscription.id}`;
export const subscriptionsPrefix = (topic: TopicReference): string => `${root(topic)}/subscription/${topic.name}/`;
export const allSubscriptionsPrefix = (owner: Owner): string => `${root(owner)}/subscription/`;

/** The queue of all that is to be delivered. */
export const deliveryQueue = 'sns-deliveries';
