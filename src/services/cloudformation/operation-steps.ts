/** Begins, and gives up, the acts that the planner names. Pure but for the tokens that acts get. */
import type { Random } from '../../time/random.ts';
import type { Clock } from '../../time/clock.ts';
import { differenceOf, type Difference } from './resource-difference.ts';
import {
  beginDelete,
  beginForward,
  beginRestore,
  failBeforeAct,
  freshRecord,
  passOver,
  type StepChange,
  type StepMoment,
} from './resource-steps.ts';
import type { ResourceType } from './resource-type.ts';
import { findType } from './resource-types/find-type.ts';
import type { ResourceTypes } from './resource-types/registry.ts';
import { importKey } from './resources/keys.ts';
import type { ResourceRecord, ResourceSettings } from './resources/resource.ts';
import type { Operation } from './resources/stack.ts';
import { stepPhaseOf, unwantedOf } from './stack-plan.ts';
import { denialOf } from './stack-policy.ts';
import type { StackState, StateChange } from './stack-state.ts';
import type { StackTemplate } from './stack-template.ts';

export interface StepSurroundings {
  readonly context: { readonly clock: Clock; readonly random: Random; readonly types: ResourceTypes };
  readonly state: StackState;
  readonly operation: Operation;
  readonly template: StackTemplate | undefined;
  readonly unchanged: Set<string>;
}

export type BeginResult =
  | { readonly kind: 'change'; readonly change: StateChange }
  /** Resources were found to need nothing, which may let others begin. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'nothing' };

export function beginNext(ids: readonly string[], surroundings: StepSurroundings): BeginResult {
  if (ids.length === 0) return { kind: 'nothing' };
  const { state, operation } = surroundings;
  const changes = ids.map((id) => begin(id, surroundings)).filter((change) => change !== undefined);
  if (changes.length === 0) return { kind: 'unchanged' };
  return {
    kind: 'change',
    change: {
      ...importChanges(state, operation, surroundings.template),
      records: changes.map(({ record }) => record),
      events: changes.flatMap(({ events }) => events),
    },
  };
}

/** Marks acts as no longer wanted; their handlers are told in the next call. */
export function cancelActs({ stack, records }: StackState, ids: readonly string[]): StateChange {
  const cancelled = ids.flatMap((id): ResourceRecord[] => {
    const record = records.get(id);
    return record?.act === undefined ? [] : [{ ...record, act: { ...record.act, isCancelled: true, dueAtMs: 0 } }];
  });
  return { stack: stack.value, records: cancelled };
}

export function momentOf(
  operation: Operation,
  { stack, clock }: { readonly stack: { readonly generation: number }; readonly clock: Clock },
): StepMoment {
  return { operationId: operation.id, phase: stepPhaseOf(operation), generation: stack.generation, nowMs: clock.now() };
}

function begin(id: string, surroundings: StepSurroundings): StepChange | undefined {
  switch (stepPhaseOf(surroundings.operation)) {
    case 'forward':
      return forward(id, surroundings);
    case 'rollback':
      return restore(id, surroundings);
    case 'cleanup':
      return remove(id, surroundings);
  }
}

function forward(id: string, surroundings: StepSurroundings): StepChange | undefined {
  const { context, state, operation, template, unchanged } = surroundings;
  const moment = momentOf(operation, { stack: state.stack.value, clock: context.clock });
  const typeName = template?.present.resources.get(id)?.type ?? '';
  const record = state.records.get(id) ?? freshRecord(id, typeName, moment.nowMs);
  const resolved = template?.resolve(id, state.records);
  if (resolved === undefined) return undefined;
  if (resolved.kind === 'refusal') return failBeforeAct(record, { reason: resolved.message, typeName }, moment);
  const { settings } = resolved;
  const difference = wantedDifference(record, settings, findType(context.types, typeName));
  if (difference === 'none' || difference === 'settings') unchanged.add(id);
  if (difference === 'none') return undefined;
  const denial =
    record.live === undefined || difference === 'settings'
      ? undefined
      : denied(surroundings, { id, settings, difference });
  if (denial !== undefined) return failBeforeAct(record, { reason: denial, typeName }, moment);
  return beginForward(record, { settings, difference, token: context.random.uuid() }, moment);
}

function wantedDifference(record: ResourceRecord, settings: ResourceSettings, type: ResourceType): Difference {
  if (record.live === undefined) return 'replace';
  const difference = differenceOf(record.live, settings, type);
  // Of a change that failed nobody knows what came of it: it is made again.
  const isUnsure = record.status === 'UPDATE_FAILED' && type.update !== undefined;
  return isUnsure && (difference === 'none' || difference === 'settings') ? 'update' : difference;
}

function denied(
  { state, operation }: StepSurroundings,
  { id, settings, difference }: { id: string; settings: ResourceSettings; difference: 'update' | 'replace' },
): string | undefined {
  const policy = operation.stackPolicyDuringUpdate ?? state.stack.value.stackPolicy;
  if (policy === undefined || operation.kind !== 'update') return undefined;
  const action = difference === 'replace' ? 'Update:Replace' : 'Update:Modify';
  return denialOf(policy, { action, logicalId: id, typeName: settings.typeName });
}

function restore(id: string, { context, state, operation }: StepSurroundings): StepChange | undefined {
  const record = state.records.get(id);
  const before = record?.baseline?.live;
  if (record === undefined || before === undefined) return undefined;
  const moment = momentOf(operation, { stack: state.stack.value, clock: context.clock });
  if (operation.passedOver.includes(id)) return passOver(record, moment);
  const type = findType(context.types, before.typeName);
  const difference = record.live === undefined ? 'none' : differenceOf(record.live, before, type);
  const canUpdate = type.update !== undefined;
  return beginRestore(record, { difference, token: context.random.uuid(), canUpdate }, moment);
}

function remove(id: string, { context, state, operation, template }: StepSurroundings): StepChange | undefined {
  const record = state.records.get(id);
  if (record === undefined) return undefined;
  const stack = state.stack.value;
  const [resource] = unwantedOf(record, {
    operation,
    generation: stack.generation,
    wanted: template?.graph ?? new Map(),
  });
  if (resource === undefined) return undefined;
  const isPassedOver = operation.passedOver.includes(id);
  const moment = momentOf(operation, { stack, clock: context.clock });
  return beginDelete(record, { resource, token: context.random.uuid(), isPassedOver }, moment);
}

/** Exports are held from the moment that something is made with them. */
function importChanges(
  { stack: { value: stack } }: StackState,
  { phase }: Operation,
  template: StackTemplate | undefined,
): Pick<StateChange, 'stack' | 'others'> {
  if (phase !== 'forward' || template === undefined) return { stack };
  const names = [...template.imports].filter((name) => !stack.imports.includes(name));
  if (names.length === 0) return { stack };
  return {
    stack: { ...stack, imports: [...stack.imports, ...names] },
    others: names.map((name) => ({ kind: 'put', key: importKey(stack, name), value: { stackName: stack.stackName } })),
  };
}
