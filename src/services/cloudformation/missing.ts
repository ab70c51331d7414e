import { ApiError } from '../../aws/api-error.ts';

/** What a service says where there is nothing of that name, whatever it calls it. */
export const isMissing = (error: unknown): boolean =>
  error instanceof ApiError && /NotFound|NoSuch|DoesNotExist/.test(error.type);

/** `undefined` where the service says that there is no such thing. */
export async function findOrNone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What is gone already needs no taking away. */
export async function whereThere(remove: () => Promise<unknown>): Promise<void> {
  await findOrNone(remove);
}
