/** Where mapped parameters come from: `method.request.path.id`, `context.stage`, `'a text'` and so on. */
import { findByPath } from './json-path.ts';
import { describeContext, headerOf, headerValuesOf, queryOf, type RestCall } from './rest-call.ts';
import { isMap, textOf, type Value } from './velocity/values.ts';

export interface Sources {
  readonly call: RestCall;
  /** What the integration answered. */
  readonly answer?: { readonly headers: ReadonlyMap<string, readonly string[]>; readonly body: string };
  /** Added to `context`. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** `undefined`: there is nothing there. */
export function readSource(source: string, { call, answer, context = {} }: Sources): readonly string[] | undefined {
  if (source.startsWith("'") && source.endsWith("'") && source.length > 1) return [source.slice(1, -1)];
  const one = (text: string | undefined) => (text === undefined ? undefined : [text]);
  const [, root = '', rest = ''] =
    /^(method\.request|integration\.response|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  const place = rest.split('.', 1)[0] ?? '';
  const name = rest.slice(place.length + 1);
  switch (root) {
    case 'stageVariables':
      return one(call.variables[rest]);
    case 'context':
      return one(contextText({ ...describeContext(call), ...context }, rest));
    case 'integration.response':
      return answer && answered(answer, place, name);
    case 'method.request':
      break;
    default:
      return undefined;
  }
  switch (place) {
    case 'header':
      return one(headerOf(call, name));
    case 'multivalueheader':
      return headerValuesOf(call, name);
    case 'querystring':
      return one(queryOf(call, name));
    case 'multivaluequerystring':
      return call.query.get(name);
    case 'path':
      return one(call.pathParameters[name]);
    case 'body':
      return one(bodyText(Buffer.from(call.request.body).toString(), name));
    default:
      return undefined;
  }
}

function answered(answer: NonNullable<Sources['answer']>, place: string, name: string): readonly string[] | undefined {
  if (place === 'body') {
    const text = bodyText(answer.body, name);
    return text === undefined ? undefined : [text];
  }
  for (const [given, values] of answer.headers)
    if (given.toLowerCase() === name.toLowerCase()) return place === 'multivalueheader' ? values : values.slice(-1);
  return undefined;
}

function contextText(context: Readonly<Record<string, unknown>>, path: string): string | undefined {
  // It is made of JSON's values alone.
  const found = path
    .split('.')
    .reduce<Value>(
      (value, name) => (isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      context as Value,
    );
  return found === undefined || found === null ? undefined : textOf(found);
}

/** The whole, or what a path in it leads to. */
function bodyText(body: string, path: string): string | undefined {
  if (path === '') return body;
  try {
    const found = findByPath(JSON.parse(body) as Value, `$.${path}`);
    if (found === undefined || found === null) return undefined;
    return typeof found === 'object' ? JSON.stringify(found) : String(found);
  } catch {
    return undefined;
  }
}
