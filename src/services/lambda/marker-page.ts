import { invalidParameter } from './errors.ts';
import type { Documents, Stored } from '../../storage/documents.ts';

export interface MarkerPage<T> {
  readonly documents: readonly Stored<T>[];
  /** `NextMarker`, where there is more. */
  readonly nextMarker?: string;
}

/** A page of documents as Lambda's lists tell it: `Marker` in, `NextMarker` out. */
export async function listMarkerPage<T>(
  documents: Documents,
  query: { readonly prefix: string; readonly marker: string | undefined; readonly limit: number },
): Promise<MarkerPage<T>> {
  const { prefix, limit } = query;
  const after = query.marker === undefined ? undefined : prefix + parseMarker(query.marker);
  const page = await documents.list<T>({ prefix, limit, ...(after === undefined ? {} : { after }) });
  if (page.next === undefined) return { documents: page.documents };
  return { documents: page.documents, nextMarker: formatMarker(page.next.slice(prefix.length)) };
}

export function formatMarker(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** Where a list goes on: what {@link formatMarker} was given. */
export function parseMarker(marker: string): string {
  const position = Buffer.from(marker, 'base64url').toString();
  if (position === '' || formatMarker(position) !== marker) {
    throw invalidParameter(`The marker is invalid: ${marker}`);
  }
  return position;
}
