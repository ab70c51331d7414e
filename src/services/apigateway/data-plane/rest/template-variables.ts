/** What mapping templates can name: `$input`, `$context`, `$stageVariables` and `$util`. */
import { findByPath } from './json-path.ts';
import { describeContext, headerOf, queryOf, type RestCall } from './rest-call.ts';
import { renderTemplate } from './velocity/render.ts';
import { TemplateError } from './velocity/syntax.ts';
import { Callable, isMap, textOf, type Value, type ValueMap } from './velocity/values.ts';
import { misconfigured } from './gateway-refusal.ts';

export interface Mapping {
  readonly call: RestCall;
  /** Of the request, or of what the integration answered. */
  readonly body: string;
  /** Added to `$context`, as `error`. */
  readonly context?: ValueMap;
}

export interface Mapped {
  readonly text: string;
  readonly requestOverride: Override;
  readonly responseOverride: Override;
}

/** What a template sets of the request or the response beside the body. */
export interface Override {
  readonly status?: number;
  readonly header: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly path: Readonly<Record<string, string>>;
}

/** Throws the refusal that AWS answers with where a template cannot be evaluated. */
export function mapBody(template: string, { call, body, context = {} }: Mapping): Mapped {
  const overrides = { requestOverride: emptyOverride(), responseOverride: emptyOverride() };
  const variables: ValueMap = {
    input: describeInput(call, body),
    // It is made of JSON's values alone.
    context: { ...(describeContext(call) as ValueMap), ...context, ...overrides },
    stageVariables: { ...call.variables },
    util,
  };
  try {
    const text = renderTemplate(template, variables);
    return {
      text,
      requestOverride: readOverride(overrides.requestOverride),
      responseOverride: readOverride(overrides.responseOverride),
    };
  } catch (error) {
    if (error instanceof TemplateError) throw misconfigured();
    throw error;
  }
}

const emptyOverride = (): ValueMap => ({ header: {}, querystring: {}, path: {} });

function readOverride(override: ValueMap): Override {
  const texts = (value: Value): Record<string, string> =>
    isMap(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, textOf(one)])) : {};
  const status = Number(textOf(override['status']));
  return {
    ...(Number.isInteger(status) && status >= 100 && status <= 599 && { status }),
    header: texts(override['header']),
    querystring: texts(override['querystring']),
    path: texts(override['path']),
  };
}

function describeInput(call: RestCall, body: string): Callable {
  let parsed: { readonly value: Value } | undefined;
  const root = (): Value => (parsed ??= { value: parseBody(body) }).value;
  return new Callable(
    {
      json: (path) => JSON.stringify(findByPath(root(), textOf(path)) ?? '') ?? '""',
      path: (path) => findByPath(root(), textOf(path)),
      params: (name) => (name === undefined ? describeAll(call) : findParameter(call, textOf(name))),
    },
    { body },
  );
}

/** A body that is no JSON stands for its text. */
function parseBody(body: string): Value {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function describeAll({ pathParameters, headers, query }: RestCall): Value {
  const last = (table: ReadonlyMap<string, readonly string[]>) =>
    Object.fromEntries([...table].map(([name, values]) => [name, values.at(-1) ?? '']));
  return { path: { ...pathParameters }, querystring: last(query), header: last(headers) };
}

const findParameter = (call: RestCall, name: string): Value =>
  (Object.hasOwn(call.pathParameters, name) ? call.pathParameters[name] : undefined) ??
  queryOf(call, name) ??
  headerOf(call, name) ??
  '';

const util = new Callable({
  escapeJavaScript: (value) => escapeJavaScript(textOf(value)),
  parseJson(value) {
    try {
      return JSON.parse(textOf(value)) as Value;
    } catch {
      return undefined;
    }
  },
  urlEncode: (value) => encodeURIComponent(textOf(value)).replaceAll('%20', '+'),
  urlDecode: (value) => decodeForm(textOf(value)),
  base64Encode: (value) => Buffer.from(textOf(value)).toString('base64'),
  base64Decode: (value) => Buffer.from(textOf(value), 'base64').toString(),
});

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const named: Readonly<Record<string, string>> = {
  '\b': String.raw`\b`,
  '\n': String.raw`\n`,
  '\t': String.raw`\t`,
  '\f': String.raw`\f`,
  '\r': String.raw`\r`,
};

/** Single quotes too, which JSON does not know: AWS's documentation warns of it. */
const escapeJavaScript = (text: string): string =>
  text.replaceAll(/['"\\/]|[^\x20-\x7e]/g, (character) => {
    if (/['"\\/]/.test(character)) return `\\${character}`;
    return named[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
