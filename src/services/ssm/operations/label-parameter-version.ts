import { ApiError } from '../../../aws/api-error.ts';
import type { SsmContext, SsmOperation } from '../context.ts';
import { versionNotFound } from '../errors.ts';
import { findVersion, requireParameter, retryConflicts } from '../records.ts';
import type { Owner } from '../resources/keys.ts';
import type { ParameterRecord } from '../resources/parameter.ts';

const labelsMax = 10;

/** Gives labels to a version; another version that has one loses it. */
export const labelParameterVersion: SsmOperation<'LabelParameterVersion'> = async (input, context, { caller }) => {
  const given = [...new Set(input.Labels)];
  const valid = given.filter(isLabel);
  const version = await changeLabels({ name: input.Name, version: input.ParameterVersion }, context, {
    owner: caller,
    change(labels, number) {
      const next = { ...labels, ...Object.fromEntries(valid.map((label) => [label, number])) };
      if (Object.values(next).filter((labelled) => labelled === number).length > labelsMax)
        throw new ApiError(
          'ParameterVersionLabelLimitExceeded',
          `A parameter version can have maximum ${labelsMax} labels.Move one or more labels to another version and try again.`,
        );
      return next;
    },
  });
  return { InvalidLabels: given.filter((label) => !isLabel(label)), ParameterVersion: version };
};

export const unlabelParameterVersion: SsmOperation<'UnlabelParameterVersion'> = async (input, context, { caller }) => {
  const given = [...new Set(input.Labels)];
  let removed: readonly string[] = [];
  await changeLabels({ name: input.Name, version: input.ParameterVersion }, context, {
    owner: caller,
    change(labels, number) {
      removed = given.filter((label) => Object.hasOwn(labels, label) && labels[label] === number);
      return Object.fromEntries(Object.entries(labels).filter(([label]) => !removed.includes(label)));
    },
  });
  return { RemovedLabels: [...removed], InvalidLabels: given.filter((label) => !removed.includes(label)) };
};

const isLabel = (label: string): boolean =>
  /^[a-zA-Z_.-][a-zA-Z0-9_.-]{0,99}$/.test(label) && !/^(aws|ssm)/i.test(label);

interface LabelChange {
  readonly owner: Owner;
  change(labels: ParameterRecord['labels'], version: number): ParameterRecord['labels'];
}

/** Tells the version; left out, it is the latest. */
function changeLabels(
  target: { readonly name: string | undefined; readonly version: number | undefined },
  context: SsmContext,
  { owner, change }: LabelChange,
): Promise<number> {
  return retryConflicts(async () => {
    const { key, revision, value } = await requireParameter(context, owner, target.name ?? '');
    const number = target.version ?? value.latest.version;
    if ((await findVersion(context, value, number)) === undefined) throw versionNotFound(value.name, number);
    const next: ParameterRecord = { ...value, labels: change(value.labels, number) };
    await context.store.documents.write([{ kind: 'put', key, value: next, ifRevision: revision }]);
    return number;
  });
}
