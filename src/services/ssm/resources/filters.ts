/** Which parameters a list is to hold. */
import { ApiError } from '../../../aws/api-error.ts';
import { invalid } from '../errors.ts';
import { isBelow } from './parameter-name.ts';
import type { ParameterRecord } from './parameter.ts';

interface WireFilter {
  readonly Key: string | undefined;
  readonly Option?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

type Matches = (parameter: ParameterRecord) => boolean;

export interface Filters {
  readonly matches: Matches;
  /** Of a list by path: the versions that have one of these are meant. */
  readonly labels?: readonly string[];
}

const optionsOf: Readonly<Record<string, readonly string[]>> = {
  Name: ['BeginsWith', 'Equals', 'Contains'],
  Path: ['Recursive', 'OneLevel'],
  Type: ['Equals', 'BeginsWith'],
  KeyId: ['Equals', 'BeginsWith'],
  Tier: ['Equals'],
  DataType: ['Equals'],
  Label: ['Equals'],
};

const validKeys = {
  list: ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType'],
  path: ['Type', 'KeyId', 'Label'],
} as const;

/** The words of the refusals are partly inferred: AWS documents the error types alone. */
export function parseFilters(filters: readonly WireFilter[] | undefined, kind: keyof typeof validKeys): Filters {
  const keys = new Set<string>();
  const parsed = (filters ?? []).map((filter) => {
    const key = filter.Key ?? '';
    requireFilter({ key, isTag: kind === 'list' && key.startsWith('tag:'), filter, valid: validKeys[kind] });
    if (keys.has(key))
      throw invalid(
        `The following filter is duplicated in the request: ${key}. A request can contain only one occurrence of a specific filter.`,
      );
    keys.add(key);
    return { key, option: filter.Option, values: filter.Values ?? [] };
  });
  const labels = parsed.find(({ key }) => key === 'Label')?.values;
  const tests = parsed.filter(({ key }) => key !== 'Label').map(createTest);
  return {
    matches: (parameter) => tests.every((test) => test(parameter)),
    ...(labels !== undefined && { labels }),
  };
}

interface CheckedFilter {
  readonly key: string;
  readonly isTag: boolean;
  readonly filter: WireFilter;
  readonly valid: readonly string[];
}

function requireFilter({ key, isTag, filter, valid }: CheckedFilter): void {
  if (!isTag && !valid.includes(key))
    throw new ApiError(
      'InvalidFilterKey',
      `The following filter key is not valid: ${key}. Valid filter keys include: [${valid.join(', ')}].`,
    );
  const options = isTag ? ['Equals'] : (optionsOf[key] ?? []);
  if (filter.Option !== undefined && !options.includes(filter.Option))
    throw new ApiError(
      'InvalidFilterOption',
      `The following filter option is not valid: ${filter.Option}. Valid options include: [${options.join(', ')}].`,
    );
  const values = filter.Values ?? [];
  if (values.length === 0 && !isTag)
    throw new ApiError('InvalidFilterValue', `The following filter values are missing : null for filter key ${key}`);
  if (key === 'Path' && values.some((path) => !path.startsWith('/')))
    throw invalid(
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".',
    );
}

interface ParsedFilter {
  readonly key: string;
  readonly option: string | undefined;
  readonly values: readonly string[];
}

function createTest({ key, option, values }: ParsedFilter): Matches {
  if (key.startsWith('tag:')) {
    const name = key.slice('tag:'.length);
    return ({ tags }) => tags.some((tag) => tag.key === name && (values.length === 0 || values.includes(tag.value)));
  }
  if (key === 'Path')
    return ({ name }) =>
      values.some((path) => isBelow(name, path.endsWith('/') ? path : `${path}/`, option === 'Recursive'));
  const compare = comparisons[option ?? 'Equals'] ?? comparisons.Equals;
  return (parameter) => {
    const found = propertyOf(parameter, key);
    return found !== undefined && values.some((value) => compare(found, value));
  };
}

const comparisons: Readonly<Record<string, (found: string, wanted: string) => boolean>> & {
  readonly Equals: (found: string, wanted: string) => boolean;
} = {
  Equals: (found, wanted) => found === wanted,
  BeginsWith: (found, wanted) => found.startsWith(wanted),
  Contains: (found, wanted) => found.includes(wanted),
};

function propertyOf({ name, latest }: ParameterRecord, key: string): string | undefined {
  switch (key) {
    case 'Name':
      return name;
    case 'Type':
      return latest.type;
    case 'KeyId':
      return latest.keyId;
    case 'Tier':
      return latest.tier;
    case 'DataType':
      return latest.dataType;
    default:
      return undefined;
  }
}
