/** Events of a bucket, which must be one of the template: its notifications name the function. */
import { isAbsent, isList, isObject, member, withoutAbsent, type JsonObject } from '../mutable-json.ts';
import { expectList, expectMap, propertyOf } from '../expect.ts';
import type { GeneratedResource } from '../generated-resource.ts';
import { makeConditional, ref } from '../intrinsics/intrinsic-values.ts';
import { isString, listOf, mapOf, oneOf, optional, passAll, required, requiredPlain } from '../property-table.ts';
import { refuseEvent, refuseResource } from '../refusal.ts';
import { listTags } from '../tags.ts';
import type { TransformScope } from '../transform-scope.ts';
import { pushUnique } from '../unique-list.ts';
import type { EventSource, EventTarget, OwnedEvent } from './event-source.ts';
import { createPermission } from './permission.ts';
import { propertiesOf, referredId, retake } from './template-resource.ts';

export const bucketEvent: EventSource = {
  type: 'S3',
  properties: {
    Bucket: required(isString),
    Events: requiredPlain(oneOf(isString, listOf(isString))),
    Filter: optional(mapOf(isString)),
  },
  check: (event, scope) => void findBucket(event, scope),
  expand(event, { target, scope }) {
    const { id, bucket } = findBucket(event, scope);
    const permission = createPermission(event.id, target, {
      principal: 's3.amazonaws.com',
      sourceAccount: ref('AWS::AccountId'),
    });
    if (permission.attributes['Condition'] === undefined) dependOn(event.id, bucket, permission);
    else dependByTag(id, bucket, permission);
    addNotifications(event, { id, bucket }, target);
    return [permission, retake(id, bucket, 'AWS::S3::Bucket', bucketProperties)];
  },
};

interface Bucket {
  readonly id: string;
  readonly bucket: JsonObject;
}

function findBucket({ eventId, properties }: OwnedEvent, scope: TransformScope): Bucket {
  const id = referredId(properties['Bucket']);
  if (id !== undefined && typeof id !== 'string')
    throw refuseEvent(eventId, "'Ref' value in S3 events is not a valid string.");
  const bucket = id === undefined ? undefined : member(scope.sourceResources, id);
  if (id === undefined || !isObject(bucket))
    throw refuseEvent(eventId, 'S3 events must reference an S3 bucket in the same template.');
  return { id, bucket };
}

function dependOn(eventId: string, bucket: JsonObject, permission: GeneratedResource): void {
  const { DependsOn: given = [] } = bucket;
  const dependencies = typeof given === 'string' ? [given] : given;
  if (!isList(dependencies) || dependencies.some((item) => typeof item === 'object' && item !== null))
    throw refuseResource(eventId, "Invalid type for field 'DependsOn'. Expected a string or list of strings.");
  bucket['DependsOn'] = [...new Set([...dependencies, permission.id])];
}

/** A dependency cannot have a condition, but a tag that names the permission can. */
function dependByTag(id: string, bucket: JsonObject, permission: GeneratedResource): void {
  const properties = expectMap(propertiesOf(bucket), propertyOf(id, ''), 'Properties should be a map.');
  const tags = expectList(properties['Tags'] ?? [], propertyOf(id, 'Tags'));
  const condition = permission.attributes['Condition'] ?? null;
  const dependency = {
    [`sam:ConditionalDependsOn:${permission.id}`]: makeConditional(condition, ref(permission.id), 'no dependency'),
  };
  properties['Tags'] = [...tags, ...listTags(dependency)];
}

function addNotifications(event: OwnedEvent, { id, bucket }: Bucket, target: EventTarget): void {
  const properties = expectMap(propertiesOf(bucket), propertyOf(id, ''), 'Properties should be a map.');
  const config = expectMap(properties['NotificationConfiguration'] ?? {}, propertyOf(id, 'NotificationConfiguration'));
  properties['NotificationConfiguration'] = config;
  const notifications = config['LambdaConfigurations'] ?? [];
  if (!isList(notifications)) throw refuseResource(id, 'Invalid type for LambdaConfigurations. Must be a list.');
  config['LambdaConfigurations'] = notifications;
  const { Events: given, Filter: filter } = event.properties;
  const condition = target.attributes['Condition'];
  for (const type of isList(given) ? given : [given]) {
    const notification = withoutAbsent({ Function: target.arn, Filter: filter, Event: type });
    pushUnique(notifications, isAbsent(condition) ? notification : makeConditional(condition, notification));
  }
}

const bucketProperties = passAll(
  'AccessControl',
  'AccelerateConfiguration',
  'AnalyticsConfigurations',
  'BucketEncryption',
  'BucketName',
  'CorsConfiguration',
  'IntelligentTieringConfigurations',
  'InventoryConfigurations',
  'LifecycleConfiguration',
  'LoggingConfiguration',
  'MetricsConfigurations',
  'NotificationConfiguration',
  'ObjectLockConfiguration',
  'ObjectLockEnabled',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'ReplicationConfiguration',
  'Tags',
  'VersioningConfiguration',
  'WebsiteConfiguration',
);
