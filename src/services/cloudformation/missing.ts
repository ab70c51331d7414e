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

/**
 * What is gone already needs no taking away; nor does what cannot even be named, as a property of a
 * change that failed may have it.
 */
export async function whereThere(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    const isUnnameable = error instanceof ApiError && /Validation|InvalidInput|InvalidParameter/.test(error.type);
    if (!isUnnameable && !isMissing(error)) throw error;
  }
}
