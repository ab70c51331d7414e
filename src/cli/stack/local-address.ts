/** Where on this machine an address of AWS is served. Pure. */

const served =
  /^https:\/\/([a-z0-9]+)\.(execute-api|lambda-url)\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)(\/.*)?$/;

/** `undefined`: the text is no address of an API or of a function. */
export function localAddress(text: string, endpoint: string): string | undefined {
  const [, id, service, path = '/'] = served.exec(text) ?? [];
  if (id === undefined || service === undefined) return undefined;
  const { port } = new URL(endpoint);
  return `http://${id}.${service}.localhost${port === '' ? '' : `:${port}`}${path}`;
}
