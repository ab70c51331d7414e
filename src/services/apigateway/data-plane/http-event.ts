/** The events that functions behind HTTP APIs get, in both payload formats. */
import { type AuthorizerContext, describeContext1, describeContext2, type HttpCall } from './http-call.ts';
import { describeBody } from './request-body.ts';
import { listHeaderValues } from './request-headers.ts';
import { listParameters } from './request-query.ts';

export function describeEvent(
  call: HttpCall,
  payloadFormat: '1.0' | '2.0',
  authorizer: AuthorizerContext,
): Record<string, unknown> {
  const parts = payloadFormat === '1.0' ? describeRequest1(call) : describeRequest2(call);
  const context = payloadFormat === '1.0' ? describeContext1(call, authorizer) : describeContext2(call, authorizer);
  const body = describeBody(call.request);
  const hasNulls = payloadFormat === '1.0';
  return {
    version: payloadFormat,
    ...parts.head,
    requestContext: context,
    ...parts.tail,
    ...(body !== undefined ? { body: body.text } : hasNulls && { body: null }),
    isBase64Encoded: body?.isBase64Encoded ?? false,
  };
}

interface RequestParts {
  /** Before the context. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly tail: Readonly<Record<string, unknown>>;
}

/** Format 2.0: one text for each name; what is absent is left out. */
export function describeRequest2({ stage, selected, request, rawPath }: HttpCall): RequestParts {
  const { cookie, ...headers } = request.headers;
  const cookies = splitCookies(cookie);
  const parameters = listParameters(request.query);
  return {
    head: {
      routeKey: selected.route.routeKey,
      rawPath,
      rawQueryString: request.query,
      ...(cookies.length > 0 && { cookies }),
      headers,
      ...(parameters && { queryStringParameters: mapValues(parameters, (values) => values.join(',')) }),
    },
    tail: {
      ...(hasEntries(selected.pathParameters) && { pathParameters: selected.pathParameters }),
      ...(hasEntries(stage.variables) && { stageVariables: stage.variables }),
    },
  };
}

/** Format 1.0: the last value of each name, and lists of all beside them; what is absent is null. */
export function describeRequest1({ stage, selected, request, rawPath }: HttpCall): RequestParts {
  const sent = listHeaderValues(request);
  const multiValueHeaders = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => {
      const values = sent.get(name) ?? [];
      return [name, values.length > 1 ? values : [value]];
    }),
  );
  const parameters = listParameters(request.query);
  return {
    head: {
      resource: selected.resourcePath,
      path: rawPath,
      httpMethod: request.method,
      headers: mapValues(new Map(Object.entries(multiValueHeaders)), last),
      multiValueHeaders,
      queryStringParameters: parameters ? mapValues(parameters, last) : null,
      multiValueQueryStringParameters: parameters ? Object.fromEntries(parameters) : null,
    },
    tail: {
      pathParameters: hasEntries(selected.pathParameters) ? selected.pathParameters : null,
      stageVariables: hasEntries(stage.variables) ? stage.variables : null,
    },
  };
}

const last = (values: readonly string[]): string => values.at(-1) ?? '';

const hasEntries = (table: object): boolean => Object.keys(table).length > 0;

const mapValues = (
  table: ReadonlyMap<string, readonly string[]>,
  one: (values: readonly string[]) => string,
): Record<string, string> => Object.fromEntries([...table].map(([name, values]) => [name, one(values)]));

function splitCookies(header: string | undefined): string[] {
  if (header === undefined) return [];
  return header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
}
