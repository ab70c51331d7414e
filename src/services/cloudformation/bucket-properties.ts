/** How a bucket's properties stand in S3's requests: some under other names, and some a level deeper. */
import { s3 as s3Api } from '../../api/s3.ts';
import { isJsonList, isJsonObject, isSameJson, type JsonObject, type JsonValue } from '../../template/json.ts';
import { operationInput } from './operation-input.ts';
import { readList, readObject, readText, requireText } from './property-readers.ts';
import type { ResourceClients } from './resource-clients.ts';
import type { Properties, ResourceRequest } from './resource-type.ts';

type S3 = ResourceClients['s3'];

interface Setting {
  readonly property: string;
  put(s3: S3, Bucket: string, value: JsonObject, request: ResourceRequest): Promise<unknown>;
  /** Puts back what a new bucket has. */
  clear(s3: S3, Bucket: string, request: ResourceRequest): Promise<unknown>;
}

const settings: readonly Setting[] = [
  {
    property: 'VersioningConfiguration',
    async put(s3, Bucket, value, { call }) {
      const members = { Bucket, VersioningConfiguration: value };
      return s3.PutBucketVersioning(await operationInput(s3Api, 'PutBucketVersioning', members), call);
    },
    // What once was on can only be suspended.
    clear: (s3, Bucket, { call }) =>
      s3.PutBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }, call),
  },
  {
    property: 'BucketEncryption',
    async put(s3, Bucket, value, { call }) {
      const Rules = readList(value, 'ServerSideEncryptionConfiguration').map((rule) =>
        renamed(rule, { ServerSideEncryptionByDefault: 'ApplyServerSideEncryptionByDefault' }),
      );
      const members = { Bucket, ServerSideEncryptionConfiguration: { Rules } };
      return s3.PutBucketEncryption(await operationInput(s3Api, 'PutBucketEncryption', members), call);
    },
    clear: (s3, Bucket, { call }) => s3.DeleteBucketEncryption({ Bucket }, call),
  },
  {
    property: 'PublicAccessBlockConfiguration',
    async put(s3, Bucket, value, { call }) {
      const members = { Bucket, PublicAccessBlockConfiguration: value };
      return s3.PutPublicAccessBlock(await operationInput(s3Api, 'PutPublicAccessBlock', members), call);
    },
    clear: (s3, Bucket, { call }) => s3.DeletePublicAccessBlock({ Bucket }, call),
  },
  {
    property: 'OwnershipControls',
    async put(s3, Bucket, value, { call }) {
      const members = { Bucket, OwnershipControls: value };
      return s3.PutBucketOwnershipControls(await operationInput(s3Api, 'PutBucketOwnershipControls', members), call);
    },
    clear: (s3, Bucket, { call }) => s3.DeleteBucketOwnershipControls({ Bucket }, call),
  },
  {
    property: 'CorsConfiguration',
    async put(s3, Bucket, value, { call }) {
      const CORSRules = readList(value, 'CorsRules').map((rule) =>
        renamed(rule, { ExposedHeaders: 'ExposeHeaders', Id: 'ID', MaxAge: 'MaxAgeSeconds' }),
      );
      const members = { Bucket, CORSConfiguration: { CORSRules } };
      return s3.PutBucketCors(await operationInput(s3Api, 'PutBucketCors', members), call);
    },
    clear: (s3, Bucket, { call }) => s3.DeleteBucketCors({ Bucket }, call),
  },
  {
    property: 'WebsiteConfiguration',
    put: putWebsite,
    clear: (s3, Bucket, { call }) => s3.DeleteBucketWebsite({ Bucket }, call),
  },
  {
    property: 'LifecycleConfiguration',
    async put(s3, Bucket, value, { call }) {
      const Rules = readList(value, 'Rules').map(lifecycleRule);
      const members = { Bucket, LifecycleConfiguration: { Rules } };
      const input = await operationInput(s3Api, 'PutBucketLifecycleConfiguration', members);
      return s3.PutBucketLifecycleConfiguration(input, call);
    },
    clear: (s3, Bucket, { call }) => s3.DeleteBucketLifecycle({ Bucket }, call),
  },
  {
    property: 'LoggingConfiguration',
    async put(s3, Bucket, value, { call }) {
      // Without a bucket of its own for them, a bucket takes its own logs.
      const TargetBucket = readText(value, 'DestinationBucketName') ?? Bucket;
      const members = { TargetBucket, TargetPrefix: readText(value, 'LogFilePrefix') ?? '' };
      const status = { Bucket, BucketLoggingStatus: { LoggingEnabled: members } };
      return s3.PutBucketLogging(await operationInput(s3Api, 'PutBucketLogging', status), call);
    },
    clear: (s3, Bucket, { call }) => s3.PutBucketLogging({ Bucket, BucketLoggingStatus: {} }, call),
  },
  {
    property: 'NotificationConfiguration',
    async put(s3, Bucket, value, { call }) {
      const members = { Bucket, NotificationConfiguration: notifications(value) };
      const input = await operationInput(s3Api, 'PutBucketNotificationConfiguration', members);
      return s3.PutBucketNotificationConfiguration(input, call);
    },
    clear: (s3, Bucket, { call }) =>
      s3.PutBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }, call),
  },
];

export const bucketSettingNames: readonly string[] = settings.map(({ property }) => property);

/** Brings each setting that differs to what it is to be; it may be so already. */
export async function changeSettings(
  s3: S3,
  Bucket: string,
  { request, previous }: { readonly request: ResourceRequest; readonly previous: Properties },
): Promise<void> {
  for (const { property, put, clear } of settings) {
    const value = readObject(request.properties, property);
    if (isSameJson(value, readObject(previous, property))) continue;
    if (value === undefined) await clear(s3, Bucket, request);
    else await put(s3, Bucket, value, request);
  }
}

/** With other names for some of an object's members. */
function renamed(value: JsonValue, names: Readonly<Record<string, string>>): JsonValue {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [names[name] ?? name, item]));
}

async function putWebsite(s3: S3, Bucket: string, value: JsonObject, { call }: ResourceRequest): Promise<unknown> {
  const { IndexDocument, ErrorDocument, RoutingRules, ...rest } = value;
  const website = {
    ...rest,
    ...(IndexDocument !== undefined && { IndexDocument: { Suffix: IndexDocument } }),
    ...(ErrorDocument !== undefined && { ErrorDocument: { Key: ErrorDocument } }),
    ...(RoutingRules !== undefined && {
      RoutingRules: readList(value, 'RoutingRules').map((rule) =>
        renamed(rule, { RedirectRule: 'Redirect', RoutingRuleCondition: 'Condition' }),
      ),
    }),
  };
  const input = await operationInput(s3Api, 'PutBucketWebsite', { Bucket, WebsiteConfiguration: website });
  return s3.PutBucketWebsite(input, call);
}

/** A template writes what AWS calls lists of one and objects, partly in the form of years ago. */
function lifecycleRule(rule: JsonValue): JsonValue {
  if (!isJsonObject(rule)) return rule;
  const { Id, ExpirationInDays, ExpiredObjectDeleteMarker, Prefix, TagFilters, Transition, ...rest } = rule;
  const expiration = {
    ...(ExpirationInDays !== undefined && { Days: ExpirationInDays }),
    ...(ExpiredObjectDeleteMarker !== undefined && { ExpiredObjectDeleteMarker }),
  };
  const { NoncurrentVersionExpirationInDays, Transitions, ...others } = rest;
  const moves = [...(isJsonList(Transitions) ? Transitions : []), ...(Transition === undefined ? [] : [Transition])];
  const tags = isJsonList(TagFilters) ? TagFilters : [];
  const prefix = { ...(Prefix !== undefined && { Prefix }) };
  return {
    ...others,
    ...(Id !== undefined && { ID: Id }),
    ...(Object.keys(expiration).length > 0 && { Expiration: expiration }),
    ...(NoncurrentVersionExpirationInDays !== undefined && {
      NoncurrentVersionExpiration: { NoncurrentDays: NoncurrentVersionExpirationInDays },
    }),
    ...(moves.length > 0 && {
      Transitions: moves.map((move) => renamed(move, { TransitionInDays: 'Days', TransitionDate: 'Date' })),
    }),
    Filter: tags.length > 0 ? { And: { ...prefix, Tags: tags } } : { Prefix: '', ...prefix },
  };
}

const targetNames = {
  LambdaConfigurations: ['LambdaFunctionConfigurations', 'Function', 'LambdaFunctionArn'],
  QueueConfigurations: ['QueueConfigurations', 'Queue', 'QueueArn'],
  TopicConfigurations: ['TopicConfigurations', 'Topic', 'TopicArn'],
} as const;

function notifications(value: JsonObject): JsonObject {
  const targets = Object.entries(targetNames).map(([property, [member, target, arn]]) => {
    const list = readList(value, property)
      .filter(isJsonObject)
      .map((item) => ({
        [arn]: requireText(item, target),
        Events: [requireText(item, 'Event')],
        ...(isJsonObject(item['Filter']) && { Filter: notificationFilter(item['Filter']) }),
      }));
    return [member, list] as const;
  });
  return {
    ...Object.fromEntries(targets.filter(([, list]) => list.length > 0)),
    ...(readObject(value, 'EventBridgeConfiguration') !== undefined && { EventBridgeConfiguration: {} }),
  };
}

const notificationFilter = (filter: JsonObject): JsonObject => ({
  Key: { FilterRules: readList(readObject(filter, 'S3Key') ?? {}, 'Rules') },
});
