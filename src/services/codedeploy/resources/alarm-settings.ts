/** Which alarms watch a deployment. */
import { ApiError } from '../../../aws/api-error.ts';
import { invalidAlarms } from '../errors.ts';
import type { AlarmSettings } from './deployment-group.ts';

interface WireAlarms {
  enabled?: boolean | undefined;
  ignorePollAlarmFailure?: boolean | undefined;
  alarms?: { name?: string | undefined }[] | undefined;
}

const alarmsMax = 50;
const nameMax = 255;

export function parseAlarms(wire: WireAlarms): AlarmSettings {
  const names = (wire.alarms ?? []).map(({ name }) => requireAlarmName(name));
  if (names.length > alarmsMax)
    throw new ApiError('AlarmsLimitExceededException', `A deployment can be watched by ${alarmsMax} alarms at most`);
  if (new Set(names).size < names.length) throw invalidAlarms('Two alarms have the same name');
  if (wire.enabled === true && names.length === 0)
    throw invalidAlarms('The alarm configuration is enabled, but it names no alarm');
  return {
    enabled: wire.enabled ?? false,
    ignorePollAlarmFailure: wire.ignorePollAlarmFailure ?? false,
    names,
  };
}

function requireAlarmName(name: string | undefined): string {
  if (name === undefined || name === '') throw invalidAlarms('An alarm needs a name');
  if (name.length > nameMax) throw invalidAlarms(`An alarm's name has ${nameMax} characters at most`);
  return name;
}

const none: AlarmSettings = { enabled: false, ignorePollAlarmFailure: false, names: [] };

export const describeAlarms = ({ enabled, ignorePollAlarmFailure, names }: AlarmSettings = none) => ({
  enabled,
  ignorePollAlarmFailure,
  alarms: names.map((name) => ({ name })),
});
