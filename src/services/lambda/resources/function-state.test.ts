import { describe, expect, test } from 'vitest';
import { describeFunction } from './describe-function.ts';
import {
  finishFunction,
  finishVersion,
  settingsUnderWay,
  shownSettings,
  startUpdate,
  whyNotUpdatable,
} from './function-state.ts';
import type { FunctionRecord } from './function.ts';
import { cutVersion } from './publishing.ts';
import { functionOf, settingsOf } from './settings.fixture.ts';

const ready = { kind: 'ready' } as const;
const failed = { kind: 'failed', reasonCode: 'InternalError', reason: 'The disk is full.' } as const;
const created = functionOf({});
const active = finishFunction(created, ready, 'r2');
const newSettings = settingsOf({ memoryMiB: 256 });
const updating = startUpdate(active, newSettings, { revisionId: 'r3', at: 5 });

/** What a client sees of a state. */
const seen = (record: FunctionRecord) => {
  const { State, StateReasonCode, LastUpdateStatus, LastUpdateStatusReasonCode, RevisionId, MemorySize } =
    describeFunction(record);
  return { State, StateReasonCode, LastUpdateStatus, LastUpdateStatusReasonCode, RevisionId, MemorySize };
};

describe('a function', () => {
  test('is pending when created, without an update status', () => {
    expect(seen(created)).toEqual({ State: 'Pending', StateReasonCode: 'Creating', RevisionId: 'r1', MemorySize: 128 });
  });

  test('becomes active under a new RevisionId', () => {
    expect(seen(active)).toEqual({
      State: 'Active',
      LastUpdateStatus: 'Successful',
      RevisionId: 'r2',
      MemorySize: 128,
    });
  });

  test('stays active while it is updated, and shows the new configuration', () => {
    expect(seen(updating)).toEqual({
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReasonCode: 'Creating',
      RevisionId: 'r3',
      MemorySize: 256,
    });
    expect(shownSettings(updating)).toBe(newSettings);
  });

  test('runs the old configuration until the update is done', () => {
    expect(updating.settings).toBe(active.settings);
    expect(finishFunction(updating, ready, 'r4').settings).toBe(newSettings);
  });

  test('has its update behind it under another RevisionId', () => {
    expect(seen(finishFunction(updating, ready, 'r4'))).toEqual({
      State: 'Active',
      LastUpdateStatus: 'Successful',
      RevisionId: 'r4',
      MemorySize: 256,
    });
  });

  test('keeps its old configuration where an update fails', () => {
    const kept = finishFunction(updating, failed, 'r4');
    expect(seen(kept)).toEqual({
      State: 'Active',
      LastUpdateStatus: 'Failed',
      LastUpdateStatusReasonCode: 'InternalError',
      RevisionId: 'r4',
      MemorySize: 128,
    });
  });

  test('whose creation failed is mended by an update', () => {
    const broken = finishFunction(created, failed, 'r2');
    expect(seen(broken)).toMatchObject({ State: 'Failed', StateReasonCode: 'InternalError' });
    const mended = finishFunction(startUpdate(broken, newSettings, { revisionId: 'r3', at: 5 }), ready, 'r4');
    expect(seen(mended)).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
  });

  test('with nothing under way stays as it is, its RevisionId included', () => {
    expect(finishFunction(active, ready, 'r9')).toBe(active);
    expect(settingsUnderWay(active)).toBeUndefined();
  });
});

describe('an update is refused', () => {
  test.each([
    [
      'while the function is pending',
      created,
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    ],
    [
      'while another one is in progress',
      updating,
      'The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:us-east-1:123456789012:function:fn',
    ],
  ])('%s', (_, record, message) => {
    expect(whyNotUpdatable(record)).toMatchObject({ type: 'ResourceConflictException', message });
  });

  test.each([
    ['not when the function is active', active],
    ['not when its creation failed', finishFunction(created, failed, 'r2')],
    ['not when an earlier update failed', finishFunction(updating, failed, 'r4')],
  ])('%s', (_, record) => {
    expect(whyNotUpdatable(record)).toBeUndefined();
  });
});

test('a version that was pending becomes active once', () => {
  const { version } = cutVersion(active, { state: { phase: 'pending' }, revisionId: 'v1', at: 0 });
  const done = finishVersion(version, ready, 'v2');
  expect(done).toMatchObject({ state: { phase: 'active' }, revisionId: 'v2' });
  expect(finishVersion(done, ready, 'v3')).toBe(done);
});
