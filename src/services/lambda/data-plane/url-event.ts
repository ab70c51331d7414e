/** The event that a function gets for a request to its URL: AWS's payload format 2.0. */
import { isUtf8 } from 'node:buffer';
import type { Caller } from '../../../aws/caller.ts';
import type { WireRequest } from '../../../aws/wire.ts';

export interface UrlEventSource {
  readonly urlId: string;
  readonly request: WireRequest;
  readonly sourceIp: string;
  /** As `HTTP/1.1`. */
  readonly protocol: string;
  readonly requestId: string;
  /** Who signed the request; absent for a URL that asks for no signature. */
  readonly caller?: Caller;
  readonly atMs: number;
}

export function describeUrlEvent(source: UrlEventSource): Record<string, unknown> {
  const { request } = source;
  const parameters = readParameters(request.query);
  const cookies = readCookies(request.headers['cookie']);
  const isBinary = request.body.length > 0 && !isText(request);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers: endToEnd(request.headers),
    ...(parameters !== undefined && { queryStringParameters: parameters }),
    requestContext: describeContext(source),
    ...(request.body.length > 0 && { body: Buffer.from(request.body).toString(isBinary ? 'base64' : 'utf8') }),
    isBase64Encoded: isBinary,
  };
}

function describeContext({
  urlId,
  request,
  sourceIp,
  protocol,
  requestId,
  caller,
  atMs,
}: UrlEventSource): Record<string, unknown> {
  return {
    accountId: caller?.account ?? 'anonymous',
    apiId: urlId,
    ...(caller !== undefined && { authentication: null, authorizer: { iam: describeCaller(caller) } }),
    domainName: request.headers['host'] ?? '',
    domainPrefix: urlId,
    http: {
      method: request.method,
      path: request.path,
      protocol,
      sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: '$default',
    stage: '$default',
    time: formatTime(atMs),
    timeEpoch: atMs,
  };
}

function describeCaller(caller: Caller): Record<string, unknown> {
  return {
    accessKey: caller.accessKeyId,
    accountId: caller.account,
    callerId: caller.userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: caller.arn,
    userId: caller.userId,
  };
}

/** What is said of a connection ends where it ends, which on AWS is before the function. */
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

const endToEnd = (headers: WireRequest['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.has(name)));

/** A name that comes twice has its values joined with a comma. */
function readParameters(query: string): Record<string, string> | undefined {
  if (query === '') return undefined;
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

function readCookies(header: string | undefined): string[] {
  if (header === undefined) return [];
  return header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
}

// Forms are not among them: AWS hands them over in base64.
const textTypes = /^(?:text\/.*|application\/(?:json|javascript|xml|.+\+json|.+\+xml))$/;

function isText({ headers, body }: WireRequest): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return (type.trim() === '' || textTypes.test(type.trim().toLowerCase())) && isUtf8(body);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As `06/Feb/2025:23:59:01 +0000`. */
function formatTime(atMs: number): string {
  const [date = '', time = ''] = new Date(atMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
