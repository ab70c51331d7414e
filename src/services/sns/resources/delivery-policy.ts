/** Delivery policies of HTTP subscriptions: when failed deliveries are tried again. */
import { type AttributeSource, invalidAttribute } from '../errors.ts';
import { type Backoff, backoffs, type RetrySchedule } from './retry-schedule.ts';

/** As AWS names its parts. */
export interface HealthyRetryPolicy {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numMaxDelayRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly backoffFunction: Backoff;
}

export interface DeliveryPolicy {
  readonly healthyRetryPolicy: HealthyRetryPolicy;
  readonly headerContentType: string;
}

export const defaultDeliveryPolicy: DeliveryPolicy = {
  healthyRetryPolicy: {
    minDelayTarget: 20,
    maxDelayTarget: 20,
    numRetries: 3,
    numMaxDelayRetries: 0,
    numNoDelayRetries: 0,
    numMinDelayRetries: 0,
    backoffFunction: 'linear',
  },
  headerContentType: 'text/plain; charset=UTF-8',
};

type Members = Readonly<Record<string, unknown>>;

/** Where the two kinds of delivery policy keep their parts. */
const topicNames = { retry: 'defaultHealthyRetryPolicy', request: 'defaultRequestPolicy' };
const subscriptionNames = { retry: 'healthyRetryPolicy', request: 'requestPolicy' };

/** Reads a topic's policy; what it leaves out is AWS's default. */
export function parseTopicPolicy(text: string, source: AttributeSource): DeliveryPolicy {
  const outer = readObject(text, source);
  rejectOthers(outer, ['http'], source);
  const http = isObject(outer['http']) ? outer['http'] : {};
  // That subscriptions override the topic's policy is the default, and all that Serin does.
  if (http['disableSubscriptionOverrides'] === true)
    throw refusal(source, 'Serin does not serve disableSubscriptionOverrides');
  const { disableSubscriptionOverrides: _, ...parts } = http;
  return readPolicy(parts, topicNames, defaultDeliveryPolicy, source);
}

/** Reads a subscription's policy over that of its topic. */
export function parseSubscriptionPolicy(text: string, topic: DeliveryPolicy, source: AttributeSource): DeliveryPolicy {
  return readPolicy(readObject(text, source), subscriptionNames, topic, source);
}

/** A topic's policy as `EffectiveDeliveryPolicy` tells it. */
export function describeTopicPolicy({ healthyRetryPolicy, headerContentType }: DeliveryPolicy): string {
  return JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: healthyRetryPolicy,
      disableSubscriptionOverrides: false,
      defaultRequestPolicy: { headerContentType },
    },
  });
}

export function describeSubscriptionPolicy({ healthyRetryPolicy, headerContentType }: DeliveryPolicy): string {
  return JSON.stringify({ healthyRetryPolicy, requestPolicy: { headerContentType } });
}

export function scheduleOf({ healthyRetryPolicy: policy }: DeliveryPolicy): RetrySchedule {
  const { numRetries, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = policy;
  return {
    noDelayRetries: numNoDelayRetries,
    minDelayRetries: numMinDelayRetries,
    backoffRetries: numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries,
    maxDelayRetries: numMaxDelayRetries,
    minDelaySeconds: policy.minDelayTarget,
    maxDelaySeconds: policy.maxDelayTarget,
    backoff: policy.backoffFunction,
  };
}

function readPolicy(
  parts: Members,
  names: typeof topicNames,
  base: DeliveryPolicy,
  source: AttributeSource,
): DeliveryPolicy {
  rejectOthers(parts, [names.retry, names.request], source);
  const retry = parts[names.retry];
  const request = parts[names.request];
  if (isObject(request)) rejectOthers(request, ['headerContentType'], source);
  const contentType = isObject(request) ? request['headerContentType'] : undefined;
  return {
    healthyRetryPolicy: isObject(retry) ? readRetryPolicy(retry, source) : base.healthyRetryPolicy,
    headerContentType: typeof contentType === 'string' ? contentType : base.headerContentType,
  };
}

function readRetryPolicy(given: Members, source: AttributeSource): HealthyRetryPolicy {
  const defaults = defaultDeliveryPolicy.healthyRetryPolicy;
  rejectOthers(given, Object.keys(defaults), source);
  const whole = (name: Exclude<keyof HealthyRetryPolicy, 'backoffFunction'>, min: number, max: number): number => {
    const value = given[name] ?? defaults[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw refusal(source, `${name} must be a whole number from ${min} to ${max}`);
  };
  const backoffFunction = backoffs.find((name) => name === (given['backoffFunction'] ?? defaults.backoffFunction));
  if (backoffFunction === undefined) throw refusal(source, `backoffFunction must be one of ${backoffs.join(', ')}`);
  const policy: HealthyRetryPolicy = {
    minDelayTarget: whole('minDelayTarget', 1, 3600),
    maxDelayTarget: whole('maxDelayTarget', 1, 3600),
    numRetries: whole('numRetries', 0, 100),
    numMaxDelayRetries: whole('numMaxDelayRetries', 0, 100),
    numNoDelayRetries: whole('numNoDelayRetries', 0, 100),
    numMinDelayRetries: whole('numMinDelayRetries', 0, 100),
    backoffFunction,
  };
  if (policy.minDelayTarget > policy.maxDelayTarget)
    throw refusal(source, 'minDelayTarget must not be above maxDelayTarget');
  if (scheduleOf(policyOf(policy)).backoffRetries < 0)
    throw refusal(source, 'numRetries must be at least the sum of all other retries');
  return policy;
}

const policyOf = (healthyRetryPolicy: HealthyRetryPolicy): DeliveryPolicy => ({
  ...defaultDeliveryPolicy,
  healthyRetryPolicy,
});

function readObject(text: string, source: AttributeSource): Members {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below, in the same words as for any other value that is no object.
  }
  throw refusal(source, 'failed to parse JSON.');
}

function rejectOthers(members: Members, known: readonly string[], source: AttributeSource): void {
  const other = Object.keys(members).find((name) => !known.includes(name));
  if (other !== undefined) throw refusal(source, `Serin does not serve ${other}`);
}

const refusal = (source: AttributeSource, text: string): Error => invalidAttribute(source, `DeliveryPolicy: ${text}`);

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
