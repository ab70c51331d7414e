/**
 * Where each record lies in the store. No name of a group holds a colon, nor that of a stream or a
 * filter, so a colon ends the group's.
 */
import { formatOwner, type Owner } from './owner.ts';

export const logsPrefix = 'logs/';
export const allGroupsPrefix = `${logsPrefix}group/`;
export const removalsPrefix = `${logsPrefix}removal/`;

export const groupsPrefix = (owner: Owner): string => `${allGroupsPrefix}${formatOwner(owner)}/`;
export const groupKey = (owner: Owner, group: string): string => `${groupsPrefix(owner)}${group}`;

export const streamsPrefix = (owner: Owner, group: string): string =>
  `${logsPrefix}stream/${formatOwner(owner)}/${group}:`;
export const streamKey = (owner: Owner, group: string, stream: string): string =>
  `${streamsPrefix(owner, group)}${stream}`;

export const ownerFiltersPrefix = (owner: Owner): string => `${logsPrefix}metric-filter/${formatOwner(owner)}/`;
export const filtersPrefix = (owner: Owner, group: string): string => `${ownerFiltersPrefix(owner)}${group}:`;
export const filterKey = (owner: Owner, group: string, filter: string): string =>
  `${filtersPrefix(owner, group)}${filter}`;

export const removalKey = (id: string): string => `${removalsPrefix}${id}`;

/** What a key below `logs/` is about; `undefined` for a removal. */
export function parseKey(
  key: string,
):
  | { readonly kind: 'group' | 'stream' | 'metric-filter'; readonly groupKey: string; readonly name: string }
  | undefined {
  const [, kind, region, account, ...rest] = key.split('/');
  if (kind !== 'group' && kind !== 'stream' && kind !== 'metric-filter') return undefined;
  const path = rest.join('/');
  const colon = path.indexOf(':');
  const group = colon === -1 ? path : path.slice(0, colon);
  const name = colon === -1 ? '' : path.slice(colon + 1);
  return { kind, groupKey: `${allGroupsPrefix}${region}/${account}/${group}`, name };
}
