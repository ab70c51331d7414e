/** The difference between a stack and what a template would make of it, as change sets list it. */
import { describeChanges, type DescribedChanges } from '../../template/change-set.ts';
import type { EvaluationScope } from '../../template/evaluation-scope.ts';
import { isSameJson, type JsonObject } from '../../template/json.ts';
import type { Refusal } from '../../template/refusal.ts';
import type { ResourceChange } from '../../template/resource-change.ts';
import type { CloudformationContext } from './context.ts';
import { openStackTemplate } from './open-stack-template.ts';
import type { Preparation } from './prepare-stack.ts';
import { recreationBy } from './resource-difference.ts';
import type { StackParameter } from './resources/stack.ts';
import { findType } from './resource-types/find-type.ts';
import type { StackState } from './stack-state.ts';
import type { StackTemplate } from './stack-template.ts';

export interface StackDifference extends DescribedChanges {
  /** Whether an update would do anything at all: outputs and tags count too. */
  readonly isAny: boolean;
}

export async function compareStack(
  state: StackState | undefined,
  { template, settings, taken }: Preparation,
  options: { readonly includePropertyValues: boolean },
  context: CloudformationContext,
): Promise<StackDifference | Refusal> {
  const { types } = context;
  const stack = state?.stack.value;
  const before = stack?.settings === undefined ? undefined : await openStackTemplate(context, stack, stack.settings);
  const records = state?.records ?? new Map();
  const noEcho = new Set(
    [...taken.template.parameters].filter(([, { noEcho: isHidden }]) => isHidden).map(([name]) => name),
  );
  const hasOtherTags = !isSameJson(tagsOf(stack?.settings?.tags ?? []), tagsOf(settings.tags));
  const described = describeChanges(
    before === undefined || state === undefined ? undefined : stackBefore(state, before),
    {
      resources: template.present.resources,
      scope: withUnknownImports(template.scopeWith(records)),
      noEcho,
      lookedUpAgain: lookedUpAgain(stack?.settings?.parameters ?? [], settings.parameters),
      hasOtherTags,
    },
    { ...options, recreationOf: (typeName, path) => recreationBy(findType(types, typeName), path) },
  );
  if ('kind' in described) return described;
  const isUnfinished = stack?.status === 'UPDATE_FAILED' || stack?.status === 'CREATE_FAILED';
  const hasOtherOutputs = before !== undefined && !isSameJson(outputsOf(before), outputsOf(template));
  const isAny = described.changes.length > 0 || hasOtherTags || hasOtherOutputs || isUnfinished;
  return { ...described, isAny };
}

const lookedUpAgain = (before: readonly StackParameter[], after: readonly StackParameter[]): ReadonlySet<string> =>
  new Set(
    after
      .filter(({ key, value, resolvedValue }) =>
        before.some((was) => resolvedValue !== undefined && was.key === key && was.value === value),
      )
      .map(({ key }) => key),
  );

/** An export that is missing yet may be there when the change set is executed. */
const withUnknownImports = (scope: EvaluationScope): EvaluationScope => ({
  ...scope,
  importValue: (name) => {
    const found = scope.importValue(name);
    return found.kind === 'refusal' ? { kind: 'unknown' } : found;
  },
});

/**
 * For an evaluation of what a resource will be, once the changes of all others are known. What a resource
 * answers that is new, or may be another one then, is not known.
 */
export function scopeAfterChanges(
  { template }: Pick<Preparation, 'template'>,
  state: StackState | undefined,
  changes: readonly ResourceChange[],
): EvaluationScope {
  const records = state?.records ?? new Map();
  const scope = withUnknownImports(template.scopeWith(records));
  const changed = new Set(changes.map(({ LogicalResourceId }) => LogicalResourceId));
  const replaced = new Set(
    changes.filter(({ Replacement = 'False' }) => Replacement !== 'False').map((change) => change.LogicalResourceId),
  );
  const { ref, attribute } = scope.resources;
  return {
    ...scope,
    resources: {
      ref: (logicalId) => (replaced.has(logicalId) ? { kind: 'unknown' } : ref(logicalId)),
      attribute: (logicalId, name) => {
        const found = attribute(logicalId, name);
        const isOpen = replaced.has(logicalId) || (found.kind === 'refusal' && changed.has(logicalId));
        return isOpen ? { kind: 'unknown' } : found;
      },
    },
  };
}

function stackBefore({ records }: StackState, before: StackTemplate) {
  const live = [...records.values()].flatMap(({ logicalId, live: one }) =>
    one === undefined ? [] : [[logicalId, one] as const],
  );
  const known = new Set(live.map(([logicalId]) => logicalId));
  return {
    resources: new Map([...before.template.resources].filter(([logicalId]) => known.has(logicalId))),
    properties: new Map(live.map(([logicalId, { properties }]) => [logicalId, properties])),
    physicalIds: new Map(live.map(([logicalId, { physicalId }]) => [logicalId, physicalId])),
    parameters: before.parameters,
  };
}

const tagsOf = (tags: readonly { readonly key: string; readonly value: string }[]): JsonObject =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));

const outputsOf = ({ present }: StackTemplate): JsonObject =>
  Object.fromEntries(
    [...present.outputs].map(([name, { value, description, exportName }]) => [
      name,
      { value, description: description ?? null, exportName: exportName ?? null },
    ]),
  );
