import type { Stored } from '../../../storage/documents.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { SsmContext, SsmOperation } from '../context.ts';
import { parseToken, takePage } from '../pages.ts';
import { findVersion } from '../records.ts';
import { parseFilters } from '../resources/filters.ts';
import { parametersPrefix } from '../resources/keys.ts';
import { isBelow, requirePath } from '../resources/parameter-name.ts';
import { describeValue, type ParameterRecord } from '../resources/parameter.ts';

const pageSizeMax = 10;

export const getParametersByPath: SsmOperation<'GetParametersByPath'> = async (input, context, { caller }) => {
  const path = requirePath(input.Path ?? '');
  const { labels, matches } = parseFilters(input.ParameterFilters, 'path');
  const prefix = parametersPrefix(caller);
  const after = parseToken(input, prefix);
  const below = async function* (): AsyncGenerator<Stored<ParameterRecord>> {
    // Names without a slash lie at the root too.
    const lookedAt = path === '/' ? prefix : prefix + path;
    for await (const stored of readAll<ParameterRecord>(context.store.documents, lookedAt, { after })) {
      const { value } = stored;
      if (!isBelow(value.name, path, input.Recursive === true) || !matches(value)) continue;
      if (labels === undefined || findLabel(value, labels) !== undefined) yield stored;
    }
  };
  const { page, rest } = await takePage(below(), { keyOf: ({ key }) => key, size: input.MaxResults ?? pageSizeMax });
  const values = await Promise.all(page.map(({ value }) => describe(value, { labels, input, context })));
  return { Parameters: values.flat(), ...rest };
};

interface Describing {
  readonly labels: readonly string[] | undefined;
  readonly input: { readonly WithDecryption?: boolean | undefined };
  readonly context: SsmContext;
}

/** The latest version, or the one that has one of the labels. */
async function describe(parameter: ParameterRecord, { labels, input, context }: Describing) {
  const isDecrypted = input.WithDecryption;
  if (labels === undefined) return [describeValue(parameter, parameter.latest, { isDecrypted })];
  const label = findLabel(parameter, labels) ?? '';
  const version = await findVersion(context, parameter, parameter.labels[label]);
  return version === undefined ? [] : [describeValue(parameter, version, { isDecrypted, selector: `:${label}` })];
}

const findLabel = ({ labels }: ParameterRecord, wanted: readonly string[]): string | undefined =>
  wanted.find((label) => Object.hasOwn(labels, label));
