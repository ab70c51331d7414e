/**
 * Addresses of APIs: by host, `{apiId}.execute-api.` and anything behind it, or by path, for clients
 * that can choose neither the host nor its header.
 */
export interface ApiAddress {
  readonly apiId: string;
  /** What the client would have sent as host. */
  readonly domainName: string;
  /** Below the address: begins with a slash. */
  readonly path: string;
}

const byHost = /^([a-z0-9]+)\.execute-api\./;
const byPath = /^\/_serin\/execute-api\/([a-z0-9]+)(\/.*)?$/;

export function parseApiAddress(host: string, path: string): ApiAddress | undefined {
  const hosted = byHost.exec(host)?.[1];
  if (hosted !== undefined) return { apiId: hosted, domainName: host, path };
  const [, apiId, rest = '/'] = path.startsWith('/_serin/execute-api/') ? (byPath.exec(path) ?? []) : [];
  return apiId === undefined ? undefined : { apiId, domainName: localHost(`${apiId}.execute-api`, host), path: rest };
}

/** The host under which the same is reached by host: `*.localhost` is this machine everywhere. */
function localHost(prefix: string, host: string): string {
  const port = /:\d+$/.exec(host)?.[0] ?? '';
  return `${prefix}.localhost${port}`;
}
