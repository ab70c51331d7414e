import { StorageError } from '../documents.ts';

/** SQLite's primary result codes that a later try may not meet: busy, locked, no memory, I/O, full, cannot open. */
const passingCodes: ReadonlySet<number> = new Set([5, 6, 7, 10, 13, 14]);

/** What SQLite or the file system threw, as the store's own error; any other error is handed back as it is. */
export function asStorageError(error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ERR_SQLITE_ERROR') {
    const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
    return new StorageError(`The store failed: ${error.message}`, { cause: error, retryable: passingCodes.has(code) });
  }
  if (error.code === 'ERR_INVALID_STATE')
    return new StorageError('The store is closed.', { cause: error, retryable: false });
  if ('syscall' in error)
    return new StorageError(`The store failed: ${error.message}`, {
      cause: error,
      retryable: error.code !== 'EROFS' && error.code !== 'EACCES',
    });
  return error;
}
