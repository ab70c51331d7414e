/** Which topics are told of a group's deployments. */
import { ApiError } from '../../../aws/api-error.ts';
import { parseArn } from '../../../aws/arn.ts';
import type { CodedeployOperations } from '../../../api/codedeploy.ts';
import { invalidTrigger } from '../errors.ts';
import type { Trigger } from './deployment-group.ts';

type WireTrigger = NonNullable<CodedeployOperations['CreateDeploymentGroup']['input']['triggerConfigurations']>[number];
type TriggerEvent = NonNullable<WireTrigger['triggerEvents']>[number];

const triggersMax = 10;

const known: ReadonlySet<string> = new Set<TriggerEvent>([
  'DeploymentStart',
  'DeploymentSuccess',
  'DeploymentFailure',
  'DeploymentStop',
  'DeploymentRollback',
  'DeploymentReady',
  'InstanceStart',
  'InstanceSuccess',
  'InstanceFailure',
  'InstanceReady',
]);

export function parseTriggers(triggers: readonly WireTrigger[] = []): readonly Trigger[] {
  if (triggers.length <= triggersMax) return triggers.map(parseTrigger);
  throw new ApiError('TriggerTargetsLimitExceededException', `A group can have ${triggersMax} triggers at most`);
}

function parseTrigger({ triggerName: name, triggerTargetArn: targetArn, triggerEvents: events }: WireTrigger): Trigger {
  if (name === undefined || name === '') throw invalidTrigger('A trigger needs a name');
  if (targetArn === undefined || !isTopic(targetArn))
    throw invalidTrigger(`The target of the trigger ${name} is not the ARN of an SNS topic: ${targetArn ?? ''}`);
  if (events === undefined || events.length === 0) throw invalidTrigger(`The trigger ${name} names no event`);
  const unknown = events.find((event) => !known.has(event));
  if (unknown !== undefined) throw invalidTrigger(`There is no trigger event ${unknown}`);
  return { name, targetArn, events: [...new Set(events)] };
}

function isTopic(text: string): boolean {
  const arn = parseArn(text);
  return arn?.service === 'sns' && /^\d{12}$/.test(arn.account) && /^[A-Za-z0-9_.-]{1,256}$/.test(arn.resource);
}

export const describeTrigger = ({ name, targetArn, events }: Trigger): WireTrigger => ({
  triggerName: name,
  triggerTargetArn: targetArn,
  triggerEvents: events.filter(isEvent),
});

const isEvent = (event: string): event is TriggerEvent => known.has(event);
