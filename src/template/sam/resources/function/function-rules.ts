/** Rules between the properties of a function. */
import { isAbsent, isFilled, isObject, type JsonObject } from '../../mutable-json.ts';
import { expectString, propertyOf } from '../../expect.ts';
import { joinWithAnd, pythonText } from '../../python-text.ts';
import { refuseResource } from '../../refusal.ts';
import type { SamResource } from '../../sam-resource.ts';

const exclusive = [
  ['CapacityProviderConfig', 'ProvisionedConcurrencyConfig'],
  ['CapacityProviderConfig', 'VpcConfig'],
] as const;

/** The first of each pair can only be where the second is. */
const dependent = [
  ['FunctionScalingConfig', 'CapacityProviderConfig'],
  ['VersionDeletionPolicy', 'AutoPublishAlias'],
] as const;

export function requireFunctionRules(resource: SamResource): void {
  const { id, properties } = resource;
  const has = (name: string): boolean => !isAbsent(properties[name]);
  const problems = [
    ...exclusive
      .filter((names) => names.every(has))
      .map((names) => `Cannot specify ${joinWithAnd(names.map((name) => `'${name}'`))} together.`),
    ...dependent
      .filter(([one, other]) => has(one) && !has(other))
      .map(([one, other]) => `'${one}' requires '${other}'.`),
  ];
  if (problems.length > 0) throw refuseResource(id, problems.join('\n'));
  requireDeadLetterQueue(resource);
  if (isFilled(properties['TenancyConfig'])) requireTenancyRules(resource);
}

function requireDeadLetterQueue({ id, properties }: SamResource): void {
  const queue = properties['DeadLetterQueue'];
  if (!isFilled(queue) || !isObject(queue)) return;
  if (!isFilled(queue['Type']) || !isFilled(queue['TargetArn']))
    throw refuseResource(id, "'DeadLetterQueue' requires Type and TargetArn properties to be specified.");
  const type = expectString(queue['Type'], propertyOf(id, 'DeadLetterQueue.Type'));
  if (type !== 'SQS' && type !== 'SNS') throw refuseResource(id, "'DeadLetterQueue' requires Type of ['SQS', 'SNS']");
}

const notWithTenancy = {
  ProvisionedConcurrencyConfig: 'Provisioned concurrency',
  FunctionUrlConfig: 'Function URL',
  SnapStart: 'SnapStart',
} as const;

function requireTenancyRules({ id, properties }: SamResource): void {
  for (const [name, called] of Object.entries(notWithTenancy))
    if (isFilled(properties[name]))
      throw refuseResource(id, `${called} is not supported for functions enabled with tenancy configuration.`);
  const events: JsonObject = isObject(properties['Events']) ? properties['Events'] : {};
  for (const event of Object.values(events)) {
    const type = isObject(event) ? event['Type'] : undefined;
    if (type !== 'Api' && type !== 'HttpApi')
      throw refuseResource(
        id,
        `Event source '${pythonText(type)}' is not supported for functions enabled with tenancy configuration. Only Api and HttpApi event sources are supported.`,
      );
  }
}
