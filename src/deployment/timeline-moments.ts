/**
 * What happens while traffic shifts, told for people in one order: what a rehearsal's report and a
 * deployment's timeline are made of. Pure.
 */
export interface TimelineMoment {
  readonly atMs: number;
  readonly kind: 'stack' | 'traffic' | 'alarm' | 'deployment' | 'hook';
  readonly subject: string;
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'plain';
}

export interface StackMoment {
  readonly atMs: number;
  readonly resource: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
}

/** Of the resources, only what went wrong: the rest is not the story. */
export function stackMoments({ atMs, resource, type, status, reason }: StackMoment): readonly TimelineMoment[] {
  if (type !== 'AWS::CloudFormation::Stack' && !status.endsWith('_FAILED')) return [];
  const text = reason === undefined || reason === 'User Initiated' ? status : `${status}: ${reason}`;
  const tone = /FAILED|ROLLBACK/.test(status) ? 'bad' : /^(CREATE|UPDATE)_COMPLETE$/.test(status) ? 'good' : 'plain';
  return [{ atMs, kind: 'stack', subject: resource, text, tone }];
}

export interface Split {
  readonly atMs: number;
  readonly version: string;
  readonly other?: { readonly version: string; readonly percent: number };
}

/** `hasArrived`: what began has come to its end with this. */
export function trafficMoment(
  subject: string,
  { atMs, version, other }: Split,
  { hasArrived }: { readonly hasArrived: boolean },
): TimelineMoment {
  const text =
    other === undefined
      ? `100 % on version ${version}`
      : `${100 - other.percent} % on version ${version}, ${other.percent} % on version ${other.version}`;
  return { atMs, kind: 'traffic', subject, text, tone: hasArrived ? 'good' : 'plain' };
}

export interface AlarmMoment {
  readonly atMs: number;
  readonly alarm: string;
  readonly state: string;
  readonly reason: string;
}

export const alarmMoment = ({ atMs, alarm, state, reason }: AlarmMoment): TimelineMoment => ({
  atMs,
  kind: 'alarm',
  subject: alarm,
  text: state === 'ALARM' ? `ALARM: ${reason}` : state,
  tone: state === 'ALARM' ? 'bad' : 'plain',
});

export interface HookMoment {
  readonly atMs: number;
  readonly hook: string;
  readonly lifecycleEvent: string;
  readonly status: string;
}

export function hookMoment({ atMs, hook, lifecycleEvent, status }: HookMoment): TimelineMoment {
  const tone = status === 'Succeeded' ? 'good' : 'bad';
  return { atMs, kind: 'hook', subject: hook, text: `${lifecycleEvent} ${status.toLowerCase()}`, tone };
}

export interface BeginMoment {
  readonly atMs: number;
  readonly subject: string;
  readonly deploymentId: string;
  readonly isRollback: boolean;
  readonly config: string;
}

export function beginMoment({ atMs, subject, deploymentId, isRollback, config }: BeginMoment): TimelineMoment {
  const what = isRollback ? 'takes the traffic back' : `begins, ${config.replace('CodeDeployDefault.', '')}`;
  return { atMs, kind: 'deployment', subject, text: `${deploymentId} ${what}`, tone: 'plain' };
}

const endings: Readonly<Record<string, string>> = {
  ALARM_ACTIVE: 'was stopped by an alarm',
  HOOK_EXECUTION_FAILURE: 'was stopped by a hook',
  MANUAL_STOP: 'was stopped on request',
};

export interface BadEndMoment {
  readonly atMs: number;
  readonly subject: string;
  readonly deploymentId: string;
  readonly error: { readonly code: string; readonly message: string };
}

export const badEndMoment = ({ atMs, subject, deploymentId, error }: BadEndMoment): TimelineMoment => ({
  atMs,
  kind: 'deployment',
  subject,
  text: `${deploymentId} ${endings[error.code] ?? `failed: ${error.message}`}`,
  tone: 'bad',
});
