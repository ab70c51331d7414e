import { isUtf8 } from 'node:buffer';
import type { WireRequest } from '../../../aws/wire.ts';

export interface EventBody {
  readonly text: string;
  readonly isBase64Encoded: boolean;
}

// Forms are not among them: AWS hands them over in base64.
const textTypes = /^(?:text\/.*|application\/(?:json|javascript|xml|.+\+json|.+\+xml))$/;

/** A body as the events of HTTP APIs carry it; `undefined`: there is none. */
export function describeBody({ headers, body }: WireRequest): EventBody | undefined {
  if (body.length === 0) return undefined;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const isText = (type.trim() === '' || textTypes.test(type.trim().toLowerCase())) && isUtf8(body);
  return { text: Buffer.from(body).toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
