import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headMaxBytes, readInvocationHead } from './invocation-head.ts';

const requestLine = 'POST /2015-03-31/functions/checkout/invocations?Qualifier=live HTTP/1.1\r\n';
const plain = `${requestLine}Host: localhost:4566\r\nX-Amz-Date: 20261128T120000Z\r\nContent-Length: 2\r\n\r\n`;

const read = (text: string) => readInvocationHead(Buffer.from(text, 'latin1'));

test('a plain invocation is read with all that it says', () => {
  expect(read(`${plain}{}POST`)).toEqual({
    kind: 'invocation',
    head: {
      request: {
        method: 'POST',
        path: '/2015-03-31/functions/checkout/invocations',
        query: 'Qualifier=live',
        headers: { host: 'localhost:4566', 'x-amz-date': '20261128T120000Z', 'content-length': '2' },
      },
      bodyBytes: 2,
      endsAt: plain.length,
    },
  });
});

test('every beginning of a plain invocation may yet become one', () => {
  for (let length = 0; length < plain.length; length += 1)
    expect(read(plain.slice(0, length))).toEqual({ kind: 'partial' });
});

const headersOf = (text: string): unknown => {
  const reading = read(text);
  return reading.kind === 'invocation' ? reading.head.request.headers : reading.kind;
};

test('what one client sent is not taken for what another sends, however alike they are', () => {
  const one = `${requestLine}Host: one\r\nX-Amz-Date: 1\r\nContent-Length: 0\r\n\r\n`;
  const two = `${requestLine}host: two\r\nX-Amz-Dates: 2\r\nContent-Length: 0\r\n\r\n`;
  const three = `${requestLine}Content-Length: 0\r\nX-Amz: 3\r\nHOST: three\r\n\r\n`;
  for (const _ of [1, 2]) {
    expect(headersOf(one)).toEqual({ host: 'one', 'x-amz-date': '1', 'content-length': '0' });
    expect(headersOf(two)).toEqual({ host: 'two', 'x-amz-dates': '2', 'content-length': '0' });
    expect(headersOf(three)).toEqual({ host: 'three', 'x-amz': '3', 'content-length': '0' });
    expect(headersOf(one.replace('X-Amz-Date', 'Te'))).toBe('other');
    expect(headersOf(one.replace('X-Amz-Date: 1', 'X-Amz-Date:\x7f'))).toBe('other');
    expect(headersOf(one.replace('X-Amz-Date', 'Host'))).toBe('other');
  }
});

test('request lines that differ in their query alone are each read for themselves', () => {
  for (const query of ['Qualifier=live', 'Qualifier=beta', 'Qualifier=live']) {
    const reading = read(plain.replace('Qualifier=live', query));
    expect(reading).toMatchObject({ kind: 'invocation', head: { request: { query } } });
  }
});

const withHeader = (line: string): string =>
  `${requestLine}Host: localhost\r\nContent-Length: 2\r\n${line}\r\nX-Last: 1\r\n\r\n{}`;
const withLine = (line: string): string => `${line}\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}`;
const withHeaders = (...lines: readonly string[]): string => `${requestLine}${lines.join('\r\n')}\r\n\r\n{}`;

describe('somebody else judges', () => {
  test.each([
    ['another method', withLine('PUT /2015-03-31/functions/f/invocations HTTP/1.1')],
    ['a method in lower case', withLine('post /2015-03-31/functions/f/invocations HTTP/1.1')],
    ['another path', withLine('POST /2015-03-31/functions/f/aliases HTTP/1.1')],
    ['a path that goes on', withLine('POST /2015-03-31/functions/f/invocations/ HTTP/1.1')],
    ['a path that begins alike', withLine('POST /2015-03-31/functions/f/invocationsx HTTP/1.1')],
    ['no function', withLine('POST /2015-03-31/functions//invocations HTTP/1.1')],
    ['a question mark in the name', withLine('POST /2015-03-31/functions/f?x=/invocations HTTP/1.1')],
    ['a fragment', withLine('POST /2015-03-31/functions/f/invocations#x HTTP/1.1')],
    ['an absolute address', withLine('POST http://h/2015-03-31/functions/f/invocations HTTP/1.1')],
    ['HTTP/1.0', withLine('POST /2015-03-31/functions/f/invocations HTTP/1.0')],
    ['two spaces before the version', withLine('POST /2015-03-31/functions/f/invocations  HTTP/1.1')],
    ['a tab in the request line', withLine('POST /2015-03-31/functions/f/invocations\tHTTP/1.1')],
    ['a byte beyond ASCII in the path', withLine('POST /2015-03-31/functions/\xe9/invocations HTTP/1.1')],
    ['an empty line first', `\r\n${plain}{}`],
    ['a bare line feed after the request line', plain.replace('\r\n', '\n')],
    ['a bare carriage return after the request line', plain.replace('\r\n', '\rX')],
    ['a bare carriage return and then the end of the request line', plain.replace('\r\n', '\r\r\n')],
    ['a bare line feed between headers', plain.replace('4566\r\n', '4566\n')],
    ['bare line feeds at the end', plain.replace('\r\n\r\n', '\n\n')],
    ['a bare carriage return in a value', withHeader('X-One: a\rb')],
    ['a folded header', withHeader('X-One: a\r\n b')],
    ['a folded header with a tab', withHeader('X-One: a\r\n\tb')],
    ['a space before the colon', withHeader('X-One : a')],
    ['a space before the name', withHeader(' X-One: a')],
    ['no colon', withHeader('X-One')],
    ['no name', withHeader(': a')],
    ['a name with an underscore', withHeader('X_One: a')],
    ['a name of an object', withHeader('__proto__: a')],
    ['a name that every object has', withHeader('constructor: a')],
    ['a zero byte in a value', withHeader('X-One: a\0b')],
    ['a tab in a value', withHeader('X-One: a\tb')],
    ['a byte beyond ASCII in a value', withHeader('X-One: \xe9')],
    ['chunks', withHeader('Transfer-Encoding: chunked')],
    ['chunks and no length', withHeaders('Host: h', 'Transfer-Encoding: chunked')],
    ['chunks in hiding', withHeader('tRANSFER-eNCODING:chunked')],
    ['another coding', withHeader('Transfer-Encoding: identity')],
    ['a length twice', withHeader('Content-Length: 2')],
    ['two lengths', withHeader('Content-Length: 3')],
    ['a list of lengths', withHeaders('Host: h', 'Content-Length: 2, 2')],
    ['a length with a sign', withHeaders('Host: h', 'Content-Length: +2')],
    ['a negative length', withHeaders('Host: h', 'Content-Length: -2')],
    ['a length in hexadecimal', withHeaders('Host: h', 'Content-Length: 0x2')],
    ['a length with a fraction', withHeaders('Host: h', 'Content-Length: 2.0')],
    ['an empty length', withHeaders('Host: h', 'Content-Length:')],
    ['no length', withHeaders('Host: h')],
    ['a length beyond the bound', withHeaders('Host: h', 'Content-Length: 6291457')],
    ['a length of many digits', withHeaders('Host: h', 'Content-Length: 00000002')],
    ['no host', withHeaders('Content-Length: 2')],
    ['an empty host', withHeaders('Host:', 'Content-Length: 2')],
    ['two hosts', withHeader('Host: other')],
    ['any header twice', withHeader('X-Last: 2')],
    ['a connection that closes', withHeader('Connection: close')],
    ['a connection with options', withHeader('Connection: keep-alive, X-One')],
    ['an upgrade', withHeader('Upgrade: h2c')],
    ['an expectation', withHeader('Expect: 100-continue')],
    ['a trailer', withHeader('Trailer: X-One')],
    ['what a proxy is told', withHeader('Proxy-Connection: keep-alive')],
    ['a head beyond the bound', withHeader(`X-One: ${'a'.repeat(headMaxBytes)}`)],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ kind: 'other' });
  });

  test.each([
    ['a head that has no end', `${requestLine}X-One: ${'a'.repeat(headMaxBytes)}`],
    ['a request line that has no end', `POST /2015-03-31/functions/${'a'.repeat(headMaxBytes)}`],
    ['a broken header before the head is whole', `${requestLine}X One: a\r\n`],
    ['a bare line feed before the head is whole', `${requestLine}Host: a\nX`],
    ['a chunked body before the head is whole', `${requestLine}Transfer-Encoding: chunked\r\n`],
    ['another method before the line is whole', 'PO '],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ kind: 'other' });
  });
});

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
const value = fc.stringMatching(/^([!-~]([ -~]{0,30}[!-~])?)?$/);
const functionName = fc.stringMatching(/^[A-Za-z0-9_%:$.-]{1,40}$/);
const query = fc.stringMatching(/^[A-Za-z0-9=&%+._-]{0,40}$/);
const unusual =
  /^(expect|http2-settings|proxy-connection|te|trailer|transfer-encoding|upgrade|connection|host|content-length|constructor|valueof|tostring)$/i;

test('whatever plain heads hold arrives as it was sent', () => {
  const headers = fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key.toLowerCase(), maxLength: 12 });
  fc.assert(
    fc.property(functionName, query, headers, fc.nat(6_291_456), (fn, sent, pairs, length) => {
      const usual = pairs.filter(([key]) => !unusual.test(key));
      const lines = [...usual, ['Host', 'h'], ['Content-Length', String(length)]].map(
        ([key, text]) => `${key}: ${text}`,
      );
      const path = `/2015-03-31/functions/${fn}/invocations`;
      const target = sent === '' ? path : `${path}?${sent}`;
      const reading = read(`POST ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      expect(reading).toMatchObject({
        kind: 'invocation',
        head: { bodyBytes: length, request: { path, query: sent } },
      });
      if (reading.kind !== 'invocation') return;
      expect(reading.head.request.headers).toEqual({
        ...Object.fromEntries(usual.map(([key, text]) => [key.toLowerCase(), text])),
        host: 'h',
        'content-length': String(length),
      });
    }),
  );
});

test('no bytes make the reader fail, nor read a length that was not declared once and alone', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom('\r\n', '\n', '\r', ' ', '\t', ':', '\0', 'Content-Length: 1', 'Content-Length:2', 'Host: h'),
      fc.constantFrom('Transfer-Encoding: chunked', 'Content-Length : 3', 'content-length: 4', requestLine, '{}'),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = `${requestLine}${parts.join('')}\r\n\r\n`;
      const reading = read(text);
      if (reading.kind !== 'invocation') return;
      const head = text.slice(0, reading.head.endsAt);
      expect(head.match(/^content-length/gim)).toHaveLength(1);
      expect(head).toMatch(new RegExp(`\\r\\ncontent-length: *${reading.head.bodyBytes} *\\r\\n`, 'i'));
      expect(head).not.toMatch(/^transfer-encoding|[^\r]\n|\r[^\n]/im);
    }),
    { numRuns: 2000 },
  );
});
