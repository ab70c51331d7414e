import { invalidArgument } from '../errors.ts';

/** A key as `encoding-type=url` wants it in a list: characters that XML cannot carry are escaped. */
export function encodeListedKey(key: string, encodingType: string | undefined): string {
  if (encodingType === undefined || encodingType === '') return key;
  if (encodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType);
  }
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
