/** What becomes of a composite alarm when its children, its rule or its suppressor have changed. Pure. */
import { spokenTime, offsetTime } from './alarms/dates.ts';
import { holds } from './alarms/rule-evaluation.ts';
import { parseRule } from './alarms/rule-parser.ts';
import { suppressedAfterTime, suppressedAfterTransition } from './composite-suppression.ts';
import { alarmArn, type Alarm, type AlarmState, type CompositeAlarm, type SeenState } from './resources/alarm.ts';
import { alarmName } from './resources/composite-alarm.ts';
import { nextState } from './resources/alarm-work.ts';

/** Tells an alarm of the same owner by its name. */
export type FindAlarm = (name: string) => Alarm | undefined;

export type CompositeChange =
  /** Another state. */
  | { readonly kind: 'transition'; readonly alarm: CompositeAlarm }
  /** The same state, whose actions were held back and are due now. */
  | { readonly kind: 'release'; readonly alarm: CompositeAlarm }
  /** Nothing that anyone has to be told. */
  | { readonly kind: 'note'; readonly alarm: CompositeAlarm };

/** `undefined`: the alarm is as it should be. */
export function evaluateComposite(alarm: CompositeAlarm, find: FindAlarm, nowMs: number): CompositeChange | undefined {
  const looked = isStale(alarm, find) && !isInCycle(alarm, find) ? look(alarm, find, nowMs) : undefined;
  if (looked?.state.value !== undefined && looked.state.value !== alarm.state.value)
    return { kind: 'transition', alarm: suppressedAfterTransition(looked, suppressorOf(alarm, find), nowMs) };
  const current = looked ?? alarm;
  const later = suppressedAfterTime(current, suppressorOf(alarm, find), nowMs);
  if (current.suppression !== undefined && later.suppression === undefined)
    return { kind: 'release', alarm: { ...later, state: { ...later.state, updatedAt: nowMs } } };
  const hasChanged = looked !== undefined || later.suppression?.by !== current.suppression?.by;
  return hasChanged ? { kind: 'note', alarm: later } : undefined;
}

/** When time alone will change something: the end of a wait or an extension. */
export const dueAt = ({ suppression }: CompositeAlarm): number | undefined =>
  suppression === undefined || suppression.by === 'Alarm' ? undefined : suppression.untilMs;

const suppressorOf = ({ suppressor }: CompositeAlarm, find: FindAlarm): Alarm | undefined =>
  suppressor === undefined ? undefined : find(suppressor.name);

function isStale(alarm: CompositeAlarm, find: FindAlarm): boolean {
  return alarm.unseenChange !== undefined || changedChildren(alarm, find).length > 0;
}

function changedChildren({ children, seen }: CompositeAlarm, find: FindAlarm): readonly Alarm[] {
  return children.flatMap((name) => {
    const child = find(name);
    const known = Object.hasOwn(seen, name) ? seen[name] : undefined;
    const isKnown = child?.state.value === known?.value && child?.state.transitionedAt === known?.transitionedAt;
    return child === undefined || isKnown ? [] : [child];
  });
}

/** The alarm after a look at its children: with the state that its rule asks for. */
function look(alarm: CompositeAlarm, find: FindAlarm, nowMs: number): CompositeAlarm | undefined {
  const parsed = parseRule(alarm.rule);
  // A rule is read before it is kept.
  if (parsed.kind === 'refused') return undefined;
  const value = holds(parsed.rule, (reference) => find(alarmName(reference, alarm.owner))?.state.value)
    ? 'ALARM'
    : 'OK';
  const { unseenChange: _seenNow, ...rest } = alarm;
  const seen: Record<string, SeenState> = {};
  for (const name of alarm.children) {
    const child = find(name);
    if (child !== undefined) seen[name] = { value: child.state.value, transitionedAt: child.state.transitionedAt };
  }
  if (value === alarm.state.value) return { ...rest, seen };
  return { ...rest, seen, state: nextState(alarm.state, { value, ...describeCause(alarm, find, value) }, nowMs) };
}

function describeCause(
  alarm: CompositeAlarm,
  find: FindAlarm,
  value: AlarmState['value'],
): Pick<AlarmState, 'reason' | 'reasonData'> {
  if (alarm.unseenChange !== undefined) {
    const children = alarm.children.flatMap((name) => find(name) ?? []);
    return {
      reason: `${alarmArn(alarm)} was ${alarm.unseenChange} and its alarm rule evaluates to ${value}`,
      reasonData: describeTriggering(children),
    };
  }
  const latest = changedChildren(alarm, find).reduce((one, other) =>
    other.state.transitionedAt > one.state.transitionedAt ? other : one,
  );
  const { value: childValue, transitionedAt } = latest.state;
  return {
    reason: `${alarmArn(latest)} transitioned to ${childValue} at ${spokenTime(transitionedAt)}`,
    reasonData: describeTriggering([latest]),
  };
}

const describeTriggering = (alarms: readonly Alarm[]): string =>
  JSON.stringify({
    triggeringAlarms: alarms.map((alarm) => ({
      arn: alarmArn(alarm),
      state: { value: alarm.state.value, timestamp: offsetTime(alarm.state.transitionedAt) },
    })),
  });

/** Alarms that wait for one another in a circle are not evaluated, or they might never come to rest. */
function isInCycle(alarm: CompositeAlarm, find: FindAlarm): boolean {
  const seen = new Set<string>();
  const left = [...alarm.children];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (name === alarm.name) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    const child = find(name);
    if (child?.kind === 'composite') left.push(...child.children);
  }
  return false;
}
