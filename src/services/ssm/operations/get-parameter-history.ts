import type { SsmOperation } from '../context.ts';
import { parseToken, takePage } from '../pages.ts';
import { readPastVersions, requireParameter } from '../records.ts';
import { versionKey, versionsPrefix } from '../resources/keys.ts';
import { describeHistory } from '../resources/parameter.ts';

const pageSizeMax = 50;

/** All versions that are kept, the oldest first. */
export const getParameterHistory: SsmOperation<'GetParameterHistory'> = async (input, { store }, { caller }) => {
  const { value: parameter } = await requireParameter({ store }, caller, input.Name ?? '');
  const after = parseToken(input, versionsPrefix(parameter)) ?? '';
  const past = await readPastVersions(store.documents, parameter);
  const versions = [...past.map(({ value }) => value), parameter.latest].map((version) => ({
    key: versionKey(parameter, version.version),
    version,
  }));
  const { page, rest } = await takePage(
    versions.filter(({ key }) => key > after),
    { keyOf: ({ key }) => key, size: input.MaxResults ?? pageSizeMax },
  );
  return {
    Parameters: page.map(({ version }) => describeHistory(parameter, version, input.WithDecryption)),
    ...rest,
  };
};
