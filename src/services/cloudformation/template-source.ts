/** Where a template's text comes from: the request, a bucket, or the stack itself. */
import { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { readBody } from '../../storage/read-body.ts';
import type { CloudformationContext } from './context.ts';
import { validationError } from './errors.ts';

export interface TemplateSource {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

const urlBytesMax = 1_000_000;
/** What a request may bring itself; AWS's service model does not tell of it, its answers do. */
const bodyBytesMax = 51_200;

const tooLarge = (): ApiError => validationError(`Template may not exceed ${urlBytesMax} bytes in size.`);

/** The text that a request brings; `undefined`: it brings none. */
export async function readTemplateText(
  source: TemplateSource,
  context: Pick<CloudformationContext, 's3' | 'origin'>,
  request: RequestContext,
): Promise<string | undefined> {
  const { TemplateBody: body, TemplateURL: url } = source;
  if (body !== undefined && url !== undefined)
    throw validationError('You cannot specify both Template URL and Template Body.');
  if (body !== undefined && Buffer.byteLength(body) > bodyBytesMax)
    throw validationError(
      `1 validation error detected: Value '${body}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${bodyBytesMax}`,
    );
  if (url === undefined) return body;
  const text = await readObject(url, context, request);
  if (text.length > urlBytesMax) throw tooLarge();
  return new TextDecoder().decode(text);
}

/** What an address in S3's form names, whichever host Serin is reached by. */
export async function readObject(
  url: string,
  { s3, origin }: Pick<CloudformationContext, 's3' | 'origin'>,
  request: RequestContext,
  noSuchBucket?: (bucket: string) => string,
): Promise<Uint8Array> {
  const address = parseObjectAddress(url, [origin, request.origin]);
  if (address.kind === 'unsupported') throw validationError('TemplateURL must be a supported URL.');
  if (address.kind === 'foreign')
    throw validationError(`S3 error: Domain name specified in ${address.host} is not a valid S3 domain`);
  const { bucket, key, versionId } = address;
  try {
    const { Body } = await s3.GetObject(
      { Bucket: bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) },
      request,
    );
    if (Body === undefined) return new Uint8Array();
    // What is too large is not read whole to find that out.
    if (!(Body instanceof Uint8Array) && Body.length > urlBytesMax) throw tooLarge();
    return await readBody(Body);
  } catch (error) {
    if (!(error instanceof ApiError) || error.type === 'ValidationError') throw error;
    if (error.type === 'NoSuchBucket' && noSuchBucket !== undefined) throw validationError(noSuchBucket(bucket));
    throw validationError(s3ErrorText(error));
  }
}

/** AWS's text is known of a missing key and of a refusal. */
function s3ErrorText({ type, message }: ApiError): string {
  const link = 'For more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html';
  return type === 'AccessDenied' ? 'S3 error: Access Denied' : `S3 error: ${message}\n${link}`;
}

export type ObjectAddress =
  | { readonly kind: 'object'; readonly bucket: string; readonly key: string; readonly versionId?: string }
  | { readonly kind: 'foreign'; readonly host: string }
  | { readonly kind: 'unsupported' };

/**
 * Understands both styles of S3's addresses, at AWS's hosts and at those of Serin: clients make them of
 * the endpoint that they were given.
 */
export function parseObjectAddress(text: string, origins: readonly string[]): ObjectAddress {
  if (text.startsWith('s3://')) return { kind: 'foreign', host: text.slice('s3://'.length).split('/')[0] ?? '' };
  if (!URL.canParse(text)) return { kind: 'unsupported' };
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { kind: 'unsupported' };
  const path = url.pathname.slice(1);
  const given = origins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).host);
  const own = [...given, url.port === '' ? 'localhost' : `localhost:${url.port}`];
  const before = own.find((host) => url.host.endsWith(`.${host}`));
  const aws = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/.exec(url.hostname);
  const isOwn = own.includes(url.host) || isLoopback(url.hostname);
  const bucketInHost = before === undefined ? aws?.[1] : url.host.slice(0, -before.length - 1).replace(/\.s3$/, '');
  if (!isOwn && before === undefined && aws === null) return { kind: 'unsupported' };
  const [bucket, ...rest] = bucketInHost === undefined ? path.split('/') : [bucketInHost, path];
  const key = decodeURIComponent(rest.join('/').replaceAll('+', ' '));
  if (bucket === undefined || bucket === '' || key === '') return { kind: 'unsupported' };
  const versionId = url.searchParams.get('versionId');
  return { kind: 'object', bucket, key, ...(versionId !== null && { versionId }) };
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '127.0.0.1' || host === '[::1]';
