/** Alarms that send a stack's operation back. */
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { Client } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { parseArn } from '../../aws/arn.ts';
import type { RollbackConfiguration } from './resources/stack.ts';

export const triggerTypes: readonly string[] = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

/**
 * Why an operation may not go on; `undefined`: all is well. An alarm without enough data stops nothing;
 * one that does not exist does. AWS's words are not known.
 */
export async function findTriggered(
  cloudwatch: Pick<Client<CloudwatchOperations>, 'DescribeAlarms'>,
  { triggers = [] }: RollbackConfiguration,
  call: RequestContext,
): Promise<string | undefined> {
  if (triggers.length === 0) return undefined;
  const names = triggers.map(({ arn }) => alarmNameOf(arn) ?? '');
  const AlarmTypes: ('CompositeAlarm' | 'MetricAlarm')[] = ['CompositeAlarm', 'MetricAlarm'];
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.DescribeAlarms(
    { AlarmNames: names, AlarmTypes },
    call,
  );
  const alarms = new Map([...MetricAlarms, ...CompositeAlarms].map((alarm) => [alarm.AlarmName, alarm.StateValue]));
  for (const [index, { arn }] of triggers.entries()) {
    const name = names[index] ?? '';
    if (!alarms.has(name)) return `Rollback trigger ${arn} does not exist`;
    if (alarms.get(name) === 'ALARM') return `Rollback trigger ${arn} is in ALARM state`;
  }
  return undefined;
}

export function alarmNameOf(arn: string): string | undefined {
  const parsed = parseArn(arn);
  const prefix = 'alarm:';
  if (parsed?.service !== 'cloudwatch' || !parsed.resource.startsWith(prefix)) return undefined;
  return parsed.resource.slice(prefix.length) || undefined;
}
