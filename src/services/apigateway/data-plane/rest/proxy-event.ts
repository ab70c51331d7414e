/** The event that a function behind an `AWS_PROXY` integration gets: format 1.0, as REST APIs have always sent it. */
import { isUtf8 } from 'node:buffer';
import { describeContext, headerOf, type RestCall } from './rest-call.ts';

export function describeProxyEvent(call: RestCall): Record<string, unknown> {
  const { resource, path, request, pathParameters, variables } = call;
  const body = describeBody(call);
  return {
    resource: resource.path,
    path,
    httpMethod: request.method,
    ...describeParameters(call),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(variables),
    requestContext: describeContext(call),
    body: body.text,
    isBase64Encoded: body.isBase64Encoded,
  };
}

/** Headers and query of a call: of each name the last value, and beside it all of them. */
export function describeParameters({ headers, query }: RestCall): Record<string, unknown> {
  return {
    headers: orNull(lastOf(headers)),
    multiValueHeaders: orNull(Object.fromEntries(headers)),
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(Object.fromEntries(query)),
  };
}

const orNull = <T extends object>(table: T): T | null => (Object.keys(table).length > 0 ? table : null);

const lastOf = (table: ReadonlyMap<string, readonly string[]>): Record<string, string> =>
  Object.fromEntries([...table].map(([name, values]) => [name, values.at(-1) ?? '']));

function describeBody(call: RestCall): { readonly text: string | null; readonly isBase64Encoded: boolean } {
  const { body } = call.request;
  if (body.length === 0) return { text: null, isBase64Encoded: false };
  const isBinary = isBinaryType(headerOf(call, 'content-type'), call.snapshot.binaryMediaTypes) || !isUtf8(body);
  return { text: Buffer.from(body).toString(isBinary ? 'base64' : 'utf8'), isBase64Encoded: isBinary };
}

/** Whether one of the API's binary media types covers a type: `image/*` does all images. */
export function isBinaryType(header: string | undefined, mediaTypes: readonly string[]): boolean {
  const [given = ''] = (header ?? '').split(';');
  const type = given.trim().toLowerCase();
  return mediaTypes.some((one) => {
    const wanted = one.toLowerCase();
    if (wanted === '*/*') return true;
    return wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
  });
}
