/** Reads the alarms that a deployment watches. */
import { ApiError } from '../../aws/api-error.ts';
import type { AlarmReading } from '../../deployment/events.ts';
import type { CodedeployContext } from './context.ts';
import type { DeploymentRecord } from './resources/deployment.ts';
import { codedeployRequest } from './service-request.ts';

export interface AlarmStates {
  readonly reading: AlarmReading;
  /** Of the alarms that are in ALARM: `<name>: <reason>`. */
  readonly reasons: readonly string[];
}

/** CloudWatch takes as many names in one request. */
const namesMax = 100;

/** What CloudWatch refuses to tell is a reading of its own. Rejects with what may pass by itself. */
export async function readAlarms(
  { cloudwatch }: Pick<CodedeployContext, 'cloudwatch'>,
  deployment: DeploymentRecord,
  requestId: string,
): Promise<AlarmStates> {
  const names = watchedAlarms(deployment);
  if (names.length === 0) return { reading: { kind: 'clear' }, reasons: [] };
  try {
    const found = new Map<string, { readonly state: string; readonly reason: string }>();
    for (let from = 0; from < names.length; from += namesMax) {
      const input = {
        AlarmNames: names.slice(from, from + namesMax),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] as const,
      };
      const page = await cloudwatch.DescribeAlarms(
        { ...input, AlarmTypes: [...input.AlarmTypes] },
        codedeployRequest(deployment, requestId),
      );
      for (const { AlarmName = '', StateValue = '', StateReason = '' } of [
        ...(page.MetricAlarms ?? []),
        ...(page.CompositeAlarms ?? []),
      ])
        found.set(AlarmName, { state: StateValue, reason: StateReason });
    }
    return judge(names, found);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { reading: { kind: 'unreadable', detail: error.message }, reasons: [] };
  }
}

/** Whichever list is in force, none where it is switched off. A rollback watches no alarms. */
export function watchedAlarms({ alarms, state }: Pick<DeploymentRecord, 'alarms' | 'state'>): readonly string[] {
  return alarms?.enabled === true && state.kind === 'shift' ? alarms.names : [];
}

function judge(
  names: readonly string[],
  found: ReadonlyMap<string, { readonly state: string; readonly reason: string }>,
): AlarmStates {
  const active = names.filter((name) => found.get(name)?.state === 'ALARM');
  const reasons = active.map((name) => `${name}: ${found.get(name)?.reason ?? ''}`);
  if (active.length > 0) return { reading: { kind: 'active', names: active }, reasons };
  const missing = names.filter((name) => !found.has(name));
  if (missing.length === 0) return { reading: { kind: 'clear' }, reasons: [] };
  return { reading: { kind: 'unreadable', detail: `There is no alarm ${missing.join(', ')}` }, reasons: [] };
}
