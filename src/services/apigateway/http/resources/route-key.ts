/** `GET /pets/{id}`, `ANY /{proxy+}` or `$default`. */
const methods: ReadonlySet<string> = new Set(['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
const segment = /^(?:\{[A-Za-z0-9._:-]+\+?\}|[^{}]*)$/;

/** What is wrong with a route's key; `undefined`: nothing. */
export function findRouteKeyFault(routeKey: string): string | undefined {
  if (routeKey === '$default') return undefined;
  const [, method, path] = /^(\S+) (\/\S*)$/.exec(routeKey) ?? [];
  if (method === undefined || path === undefined || !methods.has(method))
    return `The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"`;
  const segments = path.slice(1).split('/');
  if (!segments.every((text) => segment.test(text))) return `Invalid path in route key: ${path}`;
  const greedy = segments.findIndex((text) => text.endsWith('+}'));
  return greedy < 0 || greedy === segments.length - 1
    ? undefined
    : `A greedy path variable must be the last part of the path: ${path}`;
}

/** Keys that differ only in the names of their variables take the same requests. */
export const routeShape = (routeKey: string): string => routeKey.replaceAll(/\{[^}+]+(\+?)\}/g, '{$1}');
