/** The attributes of subscriptions. */
import { type AttributeSource, invalidAttribute, invalidParameter } from '../errors.ts';
import {
  defaultDeliveryPolicy,
  type DeliveryPolicy,
  describeSubscriptionPolicy,
  parseSubscriptionPolicy,
  parseTopicPolicy,
} from './delivery-policy.ts';
import { parseFilterPolicy, parseFilterPolicyScope } from './filter-policy.ts';
import {
  isPending,
  type Protocol,
  type SubscriptionRecord,
  type SubscriptionSettings,
  topicArnOf,
} from './subscription.ts';
import { subscriptionArn } from './topic.ts';

interface SettingChange {
  readonly name: string;
  readonly value: string;
  readonly source: AttributeSource;
  readonly protocol: Protocol;
}

/** The settings that a new subscription asks for; the scope is read first, for it decides what a policy may hold. */
export function parseSettings(attributes: Readonly<Record<string, string>>, protocol: Protocol): SubscriptionSettings {
  const none: SubscriptionSettings = { rawMessageDelivery: false };
  const { FilterPolicyScope: scope, ...others } = attributes;
  const ordered = [...(scope === undefined ? [] : [['FilterPolicyScope', scope] as const]), ...Object.entries(others)];
  return ordered.reduce(
    (settings, [name, value]) => withSetting(settings, { name, value, source: 'create', protocol }),
    none,
  );
}

export function withSetting(
  settings: SubscriptionSettings,
  { name, value, source, protocol }: SettingChange,
): SubscriptionSettings {
  switch (name) {
    case 'RawMessageDelivery':
      return { ...settings, rawMessageDelivery: parseRaw(value, protocol, source) };
    case 'FilterPolicyScope': {
      const filterPolicyScope = parseFilterPolicyScope(value);
      if (settings.filterPolicy !== undefined) parseFilterPolicy(settings.filterPolicy, filterPolicyScope, source);
      return { ...settings, filterPolicyScope };
    }
    case 'FilterPolicy': {
      const { filterPolicy: _, ...rest } = settings;
      // An empty policy takes the filter away.
      if (value === '' || value === '{}') return rest;
      const filterPolicyScope = settings.filterPolicyScope ?? 'MessageAttributes';
      parseFilterPolicy(value, filterPolicyScope, source);
      return { ...rest, filterPolicy: value, filterPolicyScope };
    }
    case 'DeliveryPolicy': {
      const { deliveryPolicy: _, ...rest } = settings;
      if (value === '') return rest;
      if (protocol === 'lambda') throw invalidAttribute(source, 'DeliveryPolicy: only for http and https');
      parseSubscriptionPolicy(value, defaultDeliveryPolicy, source);
      return { ...rest, deliveryPolicy: value };
    }
    default:
      throw refuseAttribute(name);
  }
}

function parseRaw(value: string, protocol: Protocol, source: AttributeSource): boolean {
  if (!/^(true|false)$/i.test(value))
    throw invalidAttribute(source, `RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  const isRaw = value.toLowerCase() === 'true';
  if (isRaw && protocol === 'lambda')
    throw invalidAttribute(source, `Delivery protocol [${protocol}] does not support raw message delivery.`);
  return isRaw;
}

function refuseAttribute(name: string): Error {
  const known = ['RedrivePolicy', 'SubscriptionRoleArn', 'ReplayPolicy'].includes(name);
  return invalidParameter('AttributeName', known ? `Serin does not serve the attribute ${name}` : undefined);
}

export function describeSettings(record: SubscriptionRecord, topicPolicy: string | undefined): Record<string, string> {
  const { settings, confirmation, protocol } = record;
  return {
    SubscriptionArn: subscriptionArn(record),
    TopicArn: topicArnOf(record),
    Owner: record.account,
    Protocol: protocol,
    Endpoint: record.endpoint,
    RawMessageDelivery: String(settings.rawMessageDelivery),
    PendingConfirmation: String(isPending(record)),
    ConfirmationWasAuthenticated: String(confirmation.phase === 'confirmed' && confirmation.wasAuthenticated),
    SubscriptionPrincipal: record.principal,
    ...(settings.filterPolicy !== undefined && { FilterPolicy: settings.filterPolicy }),
    ...(settings.filterPolicyScope !== undefined && { FilterPolicyScope: settings.filterPolicyScope }),
    ...(settings.deliveryPolicy !== undefined && { DeliveryPolicy: settings.deliveryPolicy }),
    ...(protocol !== 'lambda' && {
      EffectiveDeliveryPolicy: describeSubscriptionPolicy(effectivePolicy(settings, topicPolicy)),
    }),
  };
}

/** A subscription's own policy, over its topic's, over AWS's default. */
export function effectivePolicy(settings: SubscriptionSettings, topicPolicy: string | undefined): DeliveryPolicy {
  const topic = topicPolicy === undefined ? defaultDeliveryPolicy : parseTopicPolicy(topicPolicy, 'set');
  return settings.deliveryPolicy === undefined ? topic : parseSubscriptionPolicy(settings.deliveryPolicy, topic, 'set');
}
