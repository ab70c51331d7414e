import { ApiError } from '../../../aws/api-error.ts';

const keyBytesMax = 1024;

export function requireKey(input: { readonly Key?: string | undefined }): string {
  const key = input.Key ?? '';
  if (key === '') throw new ApiError('InvalidRequest', 'Missing required parameter for this operation: Key');
  const size = Buffer.byteLength(key);
  if (size > keyBytesMax) {
    throw new ApiError('KeyTooLongError', 'Your key is too long', { Size: size, MaxSizeAllowed: keyBytesMax });
  }
  return key;
}
