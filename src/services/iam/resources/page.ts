import { ApiError } from '../../../aws/api-error.ts';

interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

interface ItemPage<T> {
  readonly items: readonly T[];
  readonly rest: { IsTruncated: boolean; Marker?: string };
}

/** A page of a sorted list, and what the answer says of the rest. The marker names the last item of the page before. */
export function pageOf<T>(items: readonly T[], request: PageRequest, nameOf: (item: T) => string): ItemPage<T> {
  const after = request.Marker === undefined ? undefined : parseMarker(request.Marker);
  const left = after === undefined ? items : items.filter((item) => nameOf(item) > after);
  const page = left.slice(0, request.MaxItems ?? 100);
  const last = page.at(-1);
  if (last === undefined || page.length === left.length) return { items: page, rest: { IsTruncated: false } };
  return { items: page, rest: { IsTruncated: true, Marker: Buffer.from(nameOf(last)).toString('base64url') } };
}

function parseMarker(marker: string): string {
  const name = Buffer.from(marker, 'base64url').toString();
  if (name === '' || Buffer.from(name).toString('base64url') !== marker) {
    throw new ApiError('ValidationError', 'Invalid Marker.');
  }
  return name;
}

/** Sorted as {@link pageOf} compares: by UTF-16 code units. */
export function sortedBy<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  return items.toSorted((left, right) => (nameOf(left) < nameOf(right) ? -1 : nameOf(left) > nameOf(right) ? 1 : 0));
}
