/** The definition of a composite alarm: from the request, and held against AWS's rules. */
import type { AlarmInput } from '../alarm-context.ts';
import { invalidAlarm } from '../alarm-errors.ts';
import { parseRule } from '../alarms/rule-parser.ts';
import { nameInArn, type AlarmOwner, type CompositeAlarm, type Suppressor } from './alarm.ts';

type Input = AlarmInput<'PutCompositeAlarm'>;

export function parseCompositeAlarm(
  input: Input,
  owner: AlarmOwner,
): Pick<CompositeAlarm, 'kind' | 'rule' | 'children' | 'suppressor'> {
  if (input.ActionConfiguration !== undefined)
    throw invalidAlarm('Serin does not support ActionConfiguration of an alarm.');
  const rule = input.AlarmRule ?? '';
  if (rule === '' || rule.trim() !== rule)
    throw invalidAlarm('AlarmRule must not contain leading or trailing whitespace or be null');
  const parsed = parseRule(rule);
  if (parsed.kind === 'refused') throw invalidAlarm(parsed.message);
  return {
    kind: 'composite',
    rule,
    children: [...new Set(parsed.references.map((reference) => alarmName(reference, owner)))],
    suppressor: parseSuppressor(input, owner),
  };
}

/** The name that a reference means: itself, or what stands in an ARN of the owner's. */
export const alarmName = (reference: string, owner: AlarmOwner): string => nameInArn(reference, owner) ?? reference;

function parseSuppressor(input: Input, owner: AlarmOwner): Suppressor | undefined {
  const reference = input.ActionsSuppressor;
  const waitSeconds = input.ActionsSuppressorWaitPeriod;
  const extensionSeconds = input.ActionsSuppressorExtensionPeriod;
  if (reference === undefined) {
    if (waitSeconds === undefined && extensionSeconds === undefined) return undefined;
    throw invalidAlarm(
      'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must not be specified without ActionsSuppressor',
    );
  }
  if (waitSeconds === undefined || extensionSeconds === undefined)
    throw invalidAlarm(
      'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must be specified together with ActionsSuppressor',
    );
  if (waitSeconds < 0 || extensionSeconds < 0)
    throw invalidAlarm('ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must not be negative');
  return { reference, name: alarmName(reference, owner), waitSeconds, extensionSeconds };
}
