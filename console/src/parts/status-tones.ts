/** Which tone a status of AWS's has, and how it is said. */
import type { BadgeTone } from './badge.tsx';

const deploymentTones: Readonly<Record<string, BadgeTone>> = {
  Created: 'plain',
  Queued: 'plain',
  Pending: 'plain',
  Skipped: 'plain',
  Ready: 'busy',
  InProgress: 'busy',
  Baking: 'busy',
  Succeeded: 'good',
  Failed: 'bad',
  Stopped: 'warn',
  Unknown: 'plain',
};

/** Of a deployment or a lifecycle event. What was stopped by something else than a person is bad. */
export const deploymentTone = (status: string, errorCode?: string): BadgeTone =>
  status === 'Stopped' && errorCode !== undefined && errorCode !== 'MANUAL_STOP'
    ? 'bad'
    : (deploymentTones[status] ?? 'plain');

/** `InProgress` is `In progress`. */
export const inWords = (status: string): string => {
  const words = status
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const alarmTones: Readonly<Record<string, BadgeTone>> = { OK: 'good', ALARM: 'bad', INSUFFICIENT_DATA: 'plain' };

export const alarmTone = (state: string): BadgeTone => alarmTones[state] ?? 'warn';

const alarmWords: Readonly<Record<string, string>> = {
  OK: 'OK',
  ALARM: 'In alarm',
  INSUFFICIENT_DATA: 'Insufficient data',
};

export const alarmWord = (state: string): string => alarmWords[state] ?? inWords(state);

/** Of a stack or one of its resources: `UPDATE_ROLLBACK_COMPLETE` and the like. */
export function stackTone(status: string): BadgeTone {
  if (/FAILED/.test(status)) return 'bad';
  if (/IN_PROGRESS/.test(status)) return 'busy';
  if (/ROLLBACK/.test(status)) return 'warn';
  return /COMPLETE/.test(status) ? 'good' : 'plain';
}
