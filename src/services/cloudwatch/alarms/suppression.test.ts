import { expect, test } from 'vitest';
import type { Suppression } from '../resources/alarm.ts';
import { nextSuppression, type SuppressionEvent } from './suppression.ts';

const event = (changes: Partial<SuppressionEvent>): SuppressionEvent => ({
  isTransition: false,
  isSuppressorInAlarm: false,
  nowMs: 1000,
  waitMs: 120,
  extensionMs: 180,
  ...changes,
});
const waiting: Suppression = { by: 'WaitPeriod', untilMs: 1100 };
const extended: Suppression = { by: 'ExtensionPeriod', untilMs: 1100 };
const alarmed: Suppression = { by: 'Alarm' };

test.each<[string, Suppression | undefined, Partial<SuppressionEvent>, Suppression | undefined]>([
  ['a transition waits for the suppressor', undefined, { isTransition: true }, { by: 'WaitPeriod', untilMs: 1120 }],
  ['without a wait period it acts at once', undefined, { isTransition: true, waitMs: 0 }, undefined],
  [
    'a suppressor in ALARM holds a transition back',
    undefined,
    { isTransition: true, isSuppressorInAlarm: true },
    alarmed,
  ],
  ['a suppressor in ALARM concerns nobody else', undefined, { isSuppressorInAlarm: true }, undefined],
  ['the wait goes on', waiting, { nowMs: 1099 }, waiting],
  ['the wait ends', waiting, { nowMs: 1100 }, undefined],
  ['another transition waits anew', waiting, { isTransition: true, nowMs: 1050 }, { by: 'WaitPeriod', untilMs: 1170 }],
  ['the suppressor comes in time', waiting, { isSuppressorInAlarm: true }, alarmed],
  ['the suppressor leaves', alarmed, {}, { by: 'ExtensionPeriod', untilMs: 1180 }],
  ['without an extension period the actions are due then', alarmed, { extensionMs: 0 }, undefined],
  ['the extension goes on', extended, { nowMs: 1099 }, extended],
  ['a transition within the extension waits for its end', extended, { isTransition: true }, extended],
  ['the extension ends', extended, { nowMs: 1100 }, undefined],
  ['the suppressor comes back', extended, { isSuppressorInAlarm: true }, alarmed],
])('%s', (_, current, changes, wanted) => {
  expect(nextSuppression(current, event(changes))).toEqual(wanted);
});
