import { validationError } from '../errors.ts';
import { alarmNameOf, triggerTypes } from '../rollback-triggers.ts';
import type { RollbackConfiguration } from './stack.ts';

export interface RollbackInput {
  readonly RollbackTriggers?: readonly { Arn?: string | undefined; Type?: string | undefined }[] | undefined;
  readonly MonitoringTimeInMinutes?: number | undefined;
}

/** `undefined`: the stack keeps what it has. */
export function readRollbackConfiguration(input: RollbackInput | undefined): RollbackConfiguration | undefined {
  if (input === undefined) return undefined;
  const { RollbackTriggers: triggers, MonitoringTimeInMinutes: minutes } = input;
  for (const { Arn = '', Type = '' } of triggers ?? []) {
    if (!triggerTypes.includes(Type)) throw validationError('Rollback Trigger Type not supported');
    if (alarmNameOf(Arn) === undefined) throw validationError("RelativeId of a Rollback Trigger's ARN is incorrect");
  }
  return {
    ...(triggers !== undefined && { triggers: triggers.map(({ Arn = '', Type = '' }) => ({ arn: Arn, type: Type })) }),
    ...(minutes !== undefined && { monitoringMinutes: minutes }),
  };
}

export const describeRollbackConfiguration = ({ triggers, monitoringMinutes }: RollbackConfiguration) => ({
  ...(triggers !== undefined && { RollbackTriggers: triggers.map(({ arn, type }) => ({ Arn: arn, Type: type })) }),
  ...(monitoringMinutes !== undefined && { MonitoringTimeInMinutes: monitoringMinutes }),
});
