import { expect, test } from 'vitest';
import { alarmTone, alarmWord, deploymentTone, inWords, stackTone } from './status-tones.ts';

test('statuses are told in words', () => {
  expect(['InProgress', 'UPDATE_ROLLBACK_COMPLETE', 'OK'].map(inWords)).toEqual([
    'In progress',
    'Update rollback complete',
    'Ok',
  ]);
  expect(['OK', 'ALARM', 'INSUFFICIENT_DATA'].map(alarmWord)).toEqual(['OK', 'In alarm', 'Insufficient data']);
});

test('what was stopped is bad, but where somebody wanted it so', () => {
  expect(deploymentTone('Stopped', 'ALARM_ACTIVE')).toBe('bad');
  expect(deploymentTone('Stopped', 'MANUAL_STOP')).toBe('warn');
  expect(['Succeeded', 'InProgress', 'Failed', 'Unheard'].map((status) => deploymentTone(status))).toEqual([
    'good',
    'busy',
    'bad',
    'plain',
  ]);
});

test('a stack that went back is no failure, and a failed way back is', () => {
  const statuses = ['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_IN_PROGRESS'];
  expect(statuses.map(stackTone)).toEqual(['good', 'warn', 'bad', 'busy']);
  expect(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING'].map(alarmTone)).toEqual(['good', 'bad', 'plain', 'warn']);
});
