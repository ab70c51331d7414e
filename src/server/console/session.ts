/**
 * Who may use the console: a browser of this machine that was opened with the address which holds
 * the token. The token becomes a cookie that no script can read; every call carries a header that no
 * other site can make a browser send.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface SessionOptions {
  readonly token: string;
  /** Cookies are shared by all ports of a host, so the name tells two consoles apart. */
  readonly port: number;
}

/** The header that a page of the console sends with each call. */
export const callHeader = 'x-serin-console';

export class ConsoleSession {
  readonly #token: string;
  readonly #cookieName: string;

  constructor({ token, port }: SessionOptions) {
    this.#token = token;
    this.#cookieName = `serin-console-${port}`;
  }

  accepts(token: string): boolean {
    return isSame(token, this.#token);
  }

  /** `Set-Cookie` for who came with the token. */
  get cookie(): string {
    return `${this.#cookieName}=${this.#token}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict`;
  }

  isKnown({ cookie = '' }: IncomingHttpHeaders): boolean {
    const prefix = `${this.#cookieName}=`;
    const found = cookie.split('; ').find((part) => part.startsWith(prefix));
    return found !== undefined && this.accepts(found.slice(prefix.length));
  }
}

/** In a time that does not tell how much of it is right. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** A name that somebody else's DNS points at this machine is none of it. */
export const isLoopbackHost = ({ host = '' }: IncomingHttpHeaders): boolean => loopbackHost.test(host);

/** Another site, or another port of this host, has made the browser ask. */
export function isCrossSite({ origin, host = '', ...headers }: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && origin !== `http://${host}`;
}
