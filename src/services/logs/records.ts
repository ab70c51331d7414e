import type { Documents } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';

export async function collect<T>(documents: Documents, prefix: string): Promise<T[]> {
  const values: T[] = [];
  for await (const { value } of readAll<T>(documents, prefix)) values.push(value);
  return values;
}
