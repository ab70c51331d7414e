/** Where each record lies in the store. Names of rules hold no slash. */
export interface Owner {
  readonly region: string;
  readonly account: string;
}

export interface RuleReference extends Owner {
  readonly name: string;
}

/** The prefix of all that this service keeps. */
export const eventsPrefix = 'events/';

export const rulesPrefix = ({ region, account }: Owner): string => `${eventsPrefix}${region}/${account}/rule/`;
export const ruleKey = (rule: RuleReference): string => `${rulesPrefix(rule)}${rule.name}`;

/** The queue of all that is to be delivered. */
export const deliveryQueue = 'events-deliveries';
