/**
 * Addresses from which a caller can fetch a code package: `GetFunction` gives them out, as AWS gives
 * presigned ones. Whoever has the address may use it, until it expires.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { parseQuery } from '../protocol/query-string.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { Clock } from '../time/clock.ts';

const lifetimeMs = 10 * 60 * 1000;
export const packagesPath = '/_serin/packages/';

export class PackageLinks {
  readonly #secret: string;
  readonly #clock: Clock;

  constructor(secret: string, clock: Clock) {
    this.#secret = secret;
    this.#clock = clock;
  }

  link(blob: string, origin: string): string {
    const expires = this.#clock.realNow() + lifetimeMs;
    return `${origin}${packagesPath}${blob}.zip?Expires=${expires}&Signature=${this.#sign(blob, expires)}`;
  }

  async serve(request: WireRequest, blobs: Blobs): Promise<WireResponse> {
    const blob = request.path.slice(packagesPath.length).replace(/\.zip$/, '');
    const query = parseQuery(request.query);
    const expires = Number(query.get('Expires')?.[0]);
    const isAllowed =
      isSame(query.get('Signature')?.[0] ?? '', this.#sign(blob, expires)) && expires > this.#clock.realNow();
    const file = isAllowed && /^[0-9a-f]{64}$/.test(blob) ? await blobs.read(blob) : undefined;
    if (file === undefined)
      return {
        status: 403,
        headers: { 'Content-Type': 'application/xml' },
        body: Buffer.from(
          `<Error><Code>AccessDenied</Code><Message>${isAllowed ? 'Access Denied' : 'Request has expired'}</Message></Error>`,
        ),
      };
    return { status: 200, headers: { 'Content-Type': 'application/zip' }, body: file };
  }

  #sign(blob: string, expires: number): string {
    return createHmac('sha256', this.#secret).update(`${blob}\n${expires}`).digest('hex');
  }
}

function isSame(given: string, computed: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(computed);
  return left.length === right.length && timingSafeEqual(left, right);
}
