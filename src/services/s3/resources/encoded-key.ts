/** A key as `encoding-type=url` wants it in a list: characters that XML cannot carry are escaped. */
export function encodeListedKey(key: string, encodingType: string | undefined): string {
  if (encodingType !== 'url') return key;
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
