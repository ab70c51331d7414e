import { describe, expect, it } from 'vitest';
import type { LiveResource, ResourceRecord } from './resources/resource.ts';
import type { Operation } from './resources/stack.ts';
import { planNext, type Plan, type PlanInput } from './stack-plan.ts';

const operation: Operation = {
  id: 'op',
  kind: 'update',
  phase: 'forward',
  onFailure: 'ROLLBACK',
  passedOver: [],
  undeleted: [],
};

const live = (logicalId: string, dependsOn: readonly string[] = []): LiveResource => ({
  typeName: 'AWS::SNS::Topic',
  properties: {},
  dependsOn,
  deletionPolicy: 'Delete',
  updateReplacePolicy: 'Delete',
  stackTags: [],
  physicalId: `physical-${logicalId}`,
  attributes: {},
});

const record = (logicalId: string, rest: Partial<ResourceRecord> = {}): ResourceRecord => ({
  logicalId,
  typeName: 'AWS::SNS::Topic',
  status: 'CREATE_COMPLETE',
  updatedAtMs: 0,
  physicalId: `physical-${logicalId}`,
  stale: [],
  ...rest,
});

const act = (isCancelled = false): NonNullable<ResourceRecord['act']> => ({
  kind: 'update',
  isReplacement: false,
  token: 'token',
  settings: live('x'),
  dueAtMs: 0,
  failures: 0,
  isCancelled,
});

type State = NonNullable<ResourceRecord['step']>['state'];
const step = (state: State, phase: 'forward' | 'rollback' | 'cleanup' = 'forward') =>
  ({ operationId: 'op', phase, state }) as const;

interface Given {
  readonly operation?: Partial<Operation>;
  readonly wanted?: Readonly<Record<string, readonly string[]>>;
  readonly records?: readonly ResourceRecord[];
  readonly unchanged?: readonly string[];
  readonly nowMs?: number;
}

const plan = ({ operation: changed, wanted = {}, records = [], unchanged = [], nowMs = 0 }: Given): Plan => {
  const input: PlanInput = {
    operation: { ...operation, ...changed },
    generation: 1,
    wanted: new Map(Object.entries(wanted)),
    records: new Map(records.map((one) => [one.logicalId, one])),
    unchanged: new Set(unchanged),
    nowMs,
  };
  return planNext(input);
};

describe('going forward', () => {
  it('begins all that depends on nothing, at once', () => {
    expect(plan({ wanted: { A: [], B: ['A'], C: [] } })).toEqual({ kind: 'work', begin: ['A', 'C'], cancel: [] });
  });

  it('begins a resource when all that it depends on are done or unchanged', () => {
    expect(
      plan({
        wanted: { A: [], B: [], C: ['A', 'B'], D: ['C'] },
        records: [record('A', { step: step('done') })],
        unchanged: ['B'],
      }),
    ).toEqual({ kind: 'work', begin: ['C'], cancel: [] });
  });

  it('takes no step of an earlier operation for its own', () => {
    const old = record('A', { step: { operationId: 'earlier', phase: 'forward', state: 'done' } });
    expect(plan({ wanted: { A: [] }, records: [old] })).toMatchObject({ begin: ['A'] });
  });

  it('gives up what is under way once a resource has failed, and begins nothing', () => {
    const records = [record('A', { step: step('failed') }), record('B', { step: step('acting'), act: act() })];
    expect(plan({ wanted: { A: [], B: [], C: [] }, records })).toEqual({ kind: 'work', begin: [], cancel: ['B'] });
  });

  it('asks an act only once to give up, and waits for it', () => {
    const records = [record('A', { step: step('failed') }), record('B', { step: step('acting'), act: act(true) })];
    expect(plan({ wanted: { A: [], B: [] }, records })).toEqual({ kind: 'work', begin: [], cancel: [] });
  });

  it('stops when nothing is under way any more', () => {
    const records = [record('A', { step: step('failed') }), record('B', { step: step('cancelled') })];
    expect(plan({ wanted: { A: [], B: [], C: [] }, records })).toEqual({
      kind: 'stopped',
      failed: ['A', 'B'],
    });
  });

  it('goes on with all that does not need what failed, where nothing is to be rolled back', () => {
    const records = [record('A', { step: step('failed') })];
    const given = { operation: { onFailure: 'DO_NOTHING' }, wanted: { A: [], B: ['A'], C: [] } } as const;
    expect(plan({ ...given, records })).toEqual({ kind: 'work', begin: ['C'], cancel: [] });
    expect(plan({ ...given, records: [...records, record('C', { step: step('done') })] })).toEqual({
      kind: 'stopped',
      failed: ['A'],
    });
  });

  it('stops for a reason that is no resource', () => {
    const records = [record('A', { step: step('acting'), act: act() })];
    expect(plan({ operation: { stopReason: 'an alarm' }, wanted: { A: [], B: [] }, records })).toMatchObject({
      cancel: ['A'],
    });
  });

  it('has made all when all is done', () => {
    expect(plan({ wanted: { A: [] }, records: [record('A', { step: step('done') })] })).toEqual({ kind: 'made' });
    expect(plan({})).toEqual({ kind: 'made' });
  });
});

describe('watching', () => {
  it('waits for the end of the monitoring time', () => {
    const monitor = { operation: { phase: 'monitor', monitorUntilMs: 60_000 } } as const;
    expect(plan(monitor)).toEqual({ kind: 'wait', untilMs: 60_000 });
    expect(plan({ ...monitor, nowMs: 60_000 })).toEqual({ kind: 'succeeded' });
  });

  it('ends at once with a reason to stop', () => {
    expect(plan({ operation: { phase: 'monitor', monitorUntilMs: 60_000, stopReason: 'alarm' } })).toEqual({
      kind: 'stopped',
      failed: [],
    });
  });
});

describe('rolling back', () => {
  const touched = (id: string, dependsOn: readonly string[] = []) =>
    record(id, { live: live(id), baseline: { generation: 1, live: live(id, dependsOn) } });

  it('brings back what was touched since the last stable state, in the order of dependence', () => {
    const records = [
      touched('B', ['A', 'Untouched']),
      touched('A'),
      record('Untouched', { live: live('Untouched') }),
      record('Old', { live: live('Old'), baseline: { generation: 0, live: live('Old') } }),
      record('New', { live: live('New'), baseline: { generation: 1 } }),
    ];
    expect(plan({ operation: { phase: 'rollback' }, records })).toEqual({ kind: 'work', begin: ['A'], cancel: [] });
  });

  it('lets what cannot be brought back hold up nothing else', () => {
    const records = [{ ...touched('A'), step: step('failed', 'rollback') }, touched('B', ['A'])];
    expect(plan({ operation: { phase: 'rollback' }, records })).toMatchObject({ begin: ['B'] });
    const rest = [{ ...touched('A'), step: step('failed', 'rollback') }];
    expect(plan({ operation: { phase: 'rollback' }, records: rest })).toEqual({
      kind: 'restore-failed',
      failed: ['A'],
    });
  });

  it('is over when nothing is left to bring back', () => {
    expect(plan({ operation: { phase: 'rollback' }, records: [record('A', { live: live('A') })] })).toEqual({
      kind: 'restored',
    });
  });
});

describe('cleaning up', () => {
  const owned = (id: string, dependsOn: readonly string[] = []) => record(id, { live: live(id, dependsOn) });

  it('deletes what the template does not want any more, what needs it first', () => {
    const records = [owned('A'), owned('B', ['A']), owned('Kept', ['B'])];
    const given = { operation: { phase: 'cleanup' }, wanted: { Kept: [] } } as const;
    expect(plan({ ...given, records })).toMatchObject({ begin: ['B'] });
    expect(plan({ ...given, records: [owned('A'), record('B'), owned('Kept')] })).toMatchObject({ begin: ['A'] });
    expect(plan({ ...given, records: [record('A'), record('B'), owned('Kept')] })).toEqual({
      kind: 'cleaned',
      failed: [],
    });
  });

  it('deletes what a replacement left behind, though the resource is wanted', () => {
    const replaced = record('A', { live: live('A'), stale: [{ ...live('old'), policy: 'Delete' }] });
    expect(plan({ operation: { phase: 'cleanup' }, wanted: { A: [] }, records: [replaced] })).toMatchObject({
      begin: ['A'],
    });
  });

  it('deletes, after a rollback, only what the operation made', () => {
    const records = [
      record('New', { live: live('New'), baseline: { generation: 1 } }),
      owned('Removed'),
      record('Earlier', { live: live('Earlier'), baseline: { generation: 0 } }),
    ];
    expect(plan({ operation: { phase: 'rollback-cleanup' }, records })).toMatchObject({ begin: ['New'] });
  });

  it('leaves what something that could not be deleted still needs', () => {
    const records = [owned('A'), { ...owned('B', ['A']), step: step('failed', 'cleanup') }, owned('C')];
    const given = { operation: { phase: 'cleanup', kind: 'delete' } } as const;
    expect(plan({ ...given, records })).toMatchObject({ begin: ['C'] });
    expect(plan({ ...given, records: records.slice(0, 2) })).toEqual({ kind: 'cleaned', failed: ['B'] });
  });

  it('does not wait for ever where old and new dependences form a circle', () => {
    const records = [owned('A', ['B']), owned('B', ['A'])];
    expect(plan({ operation: { phase: 'cleanup' }, records })).toMatchObject({ begin: ['A', 'B'] });
  });
});
