import type { Stored } from '../../../storage/documents.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { SsmInput, SsmOperation } from '../context.ts';
import { invalid } from '../errors.ts';
import { parseToken, takePage } from '../pages.ts';
import { type Filters, parseFilters } from '../resources/filters.ts';
import { parametersPrefix } from '../resources/keys.ts';
import { describeMetadata, type ParameterRecord } from '../resources/parameter.ts';

const pageSizeMax = 50;

export const describeParameters: SsmOperation<'DescribeParameters'> = async (input, { store }, { caller }) => {
  const { matches } = filtersOf(input);
  const prefix = parametersPrefix(caller);
  const after = parseToken(input, prefix);
  // Nothing is shared between accounts here.
  if (input.Shared === true) return { Parameters: [] };
  const matching = async function* (): AsyncGenerator<Stored<ParameterRecord>> {
    for await (const stored of readAll<ParameterRecord>(store.documents, prefix, { after }))
      if (matches(stored.value)) yield stored;
  };
  const { page, rest } = await takePage(matching(), { keyOf: ({ key }) => key, size: input.MaxResults ?? pageSizeMax });
  return { Parameters: page.map(({ value }) => describeMetadata(value)), ...rest };
};

/** The older form of filters means the beginnings of values. */
function filtersOf({ Filters: older, ParameterFilters }: SsmInput<'DescribeParameters'>): Filters {
  if (older === undefined || older.length === 0) return parseFilters(ParameterFilters, 'list');
  if (ParameterFilters !== undefined && ParameterFilters.length > 0)
    throw invalid('You can use either Filters or ParameterFilters in a single request.');
  return parseFilters(
    older.map(({ Key, Values }) => ({ Key, Option: 'BeginsWith', Values })),
    'list',
  );
}
