/** What an alarm can be told to do: ARNs, and which of them Serin carries out. */
import { parseArn } from '../../../aws/arn.ts';
import { invalidAlarm } from '../alarm-errors.ts';
import type { Alarm, AlarmOwner } from './alarm.ts';

export type ActionKind =
  | { readonly kind: 'topic'; readonly topicArn: string }
  | { readonly kind: 'function'; readonly functionArn: string }
  /** AWS takes it; there is nothing of the kind here. */
  | { readonly kind: 'elsewhere'; readonly service: string };

/** Services whose ARNs AWS takes as actions. */
const services: ReadonlySet<string> = new Set([
  'sns',
  'lambda',
  'automate',
  'ec2',
  'swf',
  'autoscaling',
  'ssm',
  'ssm-incidents',
  'aiops',
]);
/** Those that act on an instance or a group: a composite alarm has none. */
const metricAlarmServices: ReadonlySet<string> = new Set(['automate', 'ec2', 'swf', 'autoscaling']);

export function actionKind(actionArn: string): ActionKind {
  const service = parseArn(actionArn)?.service ?? '';
  if (service === 'sns') return { kind: 'topic', topicArn: actionArn };
  if (service === 'lambda') return { kind: 'function', functionArn: actionArn };
  return { kind: 'elsewhere', service };
}

interface WireActions {
  readonly OKActions?: readonly string[] | undefined;
  readonly AlarmActions?: readonly string[] | undefined;
  readonly InsufficientDataActions?: readonly string[] | undefined;
}

export function parseActions(input: WireActions, owner: AlarmOwner, kind: Alarm['kind']) {
  const parse = (arns: readonly string[] | undefined): readonly string[] =>
    (arns ?? []).map((arn) => requireAction(arn, owner, kind));
  return {
    okActions: parse(input.OKActions),
    alarmActions: parse(input.AlarmActions),
    insufficientDataActions: parse(input.InsufficientDataActions),
  };
}

function requireAction(text: string, owner: AlarmOwner, kind: Alarm['kind']): string {
  const arn = parseArn(text);
  if (arn === undefined || arn.resource === '' || arn.service === '') throw invalidAlarm(`Invalid arn syntax: ${text}`);
  if (!arn.partition.startsWith('aws'))
    throw invalidAlarm(`Invalid partition ${arn.partition} specified. Only aws is supported.`);
  if (!services.has(arn.service)) throw invalidAlarm(`Unsupported service: ${arn.service}`);
  if (arn.region !== owner.region)
    throw invalidAlarm(`Invalid region ${arn.region} specified. Only ${owner.region} is supported.`);
  if (kind === 'composite' && metricAlarmServices.has(arn.service))
    throw invalidAlarm(`Composite alarms do not support actions of this kind: ${text}`);
  return text;
}
