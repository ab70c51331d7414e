/** An answer's head as it goes over the wire: what `node:http` would write. */
import { STATUS_CODES } from 'node:http';
import type { WireResponse } from '../aws/wire.ts';

/** What a header cannot carry. */
const unprintable = /[^\t\x20-\x7e\x80-\xff]/;
const allUnprintable = new RegExp(unprintable, 'g');

/** To be written as Latin-1; `framing` is the lines about date and connection, and the blank one that ends the head. */
export function answerHead(
  { status, headers }: Pick<WireResponse, 'status' | 'headers'>,
  bodyBytes: number,
  framing: string,
): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`;
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') head += `${name}: ${printable(value)}\r\n`;
    else for (const one of value ?? []) head += `${name}: ${printable(one)}\r\n`;
  }
  return hasBody(status) ? `${head}Content-Length: ${bodyBytes}\r\n${framing}` : `${head}${framing}`;
}

/** Whether answers of this status have a body, if only an empty one. */
export function hasBody(status: number): boolean {
  return status !== 204 && status !== 304;
}

/** A header may hold what a client once sent: what cannot travel in it gives way, and the answer arrives. */
function printable(value: string): string {
  return unprintable.test(value) ? value.replaceAll(allUnprintable, '?') : value;
}

/** The framing of an answer on a connection that stays, or that ends with it. */
export function answerFraming(nowMs: number, keepAliveMs: number, isLast: boolean): string {
  const connection = isLast ? 'close' : `keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveMs / 1000)}`;
  return `Date: ${new Date(nowMs).toUTCString()}\r\nConnection: ${connection}\r\n\r\n`;
}
