import { expect, test } from 'vitest';
import type { ShiftSummary } from '../../api/serin-operations.ts';
import { remarkOf, startedBy, tookOf } from './shift-words.ts';

const shift: ShiftSummary = {
  deploymentId: 'd-75I7MBT7C',
  applicationName: 'shop',
  deploymentGroupName: 'checkout',
  status: 'InProgress',
  phase: 'shifting',
  isPaused: false,
  creator: 'user',
  targetVersionWeight: 0.1,
  createTime: 1000,
  isRollback: false,
};

test('who started a deployment is told by name', () => {
  expect(startedBy(shift)).toBe('A person or program');
  expect(startedBy({ ...shift, stackName: 'checkout-prod' })).toBe('Stack checkout-prod');
  expect(startedBy({ ...shift, isRollback: true, rollbackOf: 'd-1' })).toBe('Rollback of d-1');
});

test('what is worth a remark gets one', () => {
  expect(remarkOf(shift)).toBeUndefined();
  expect(remarkOf({ ...shift, phase: 'before' })).toBe('Waiting for a hook before traffic moves');
  const failed = { ...shift, status: 'Stopped', phase: 'ended', errorCode: 'ALARM_ACTIVE' } as const;
  expect(remarkOf(failed)).toBe('An alarm went off');
  expect(remarkOf({ ...failed, rolledBackBy: 'd-2' })).toBe('An alarm went off; traffic taken back');
  expect(remarkOf({ ...shift, status: 'Succeeded', phase: 'ended', rolledBackBy: 'd-2' })).toBe('Undone');
});

test('what runs has taken the time until now', () => {
  expect(tookOf(shift, 1090)).toBe('1 min 30 s');
  expect(tookOf({ ...shift, completeTime: 1301 }, 2000)).toBe('5 min 01 s');
});
