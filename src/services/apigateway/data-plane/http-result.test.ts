import { describe, expect, test } from 'vitest';
import { mapResult } from './http-result.ts';

const map = (result: unknown, payloadFormat: '1.0' | '2.0' = '2.0') => {
  const { status, headers, body } = mapResult(Buffer.from(JSON.stringify(result)), payloadFormat);
  return { status, headers, body: Buffer.from(body).toString() };
};
const internal = {
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Internal Server Error"}',
};

describe('a result of payload format 2.0', () => {
  test.each([
    ['hello', 'hello'],
    [{ hello: 1 }, '{"hello":1}'],
    [[1, 2], '[1,2]'],
    [null, 'null'],
  ])('without a status is the body: %j', (result, body) => {
    expect(map(result)).toEqual({ status: 200, headers: { 'content-type': 'application/json' }, body });
  });

  test('with a status is the answer', () => {
    const result = {
      statusCode: '201',
      headers: { 'X-One': 1, Connection: 'close' },
      cookies: ['a=1'],
      body: 'aGk=',
      isBase64Encoded: true,
    };
    expect(map(result)).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-one': '1', 'set-cookie': ['a=1'] },
      body: 'hi',
    });
  });

  test.each([
    { statusCode: 99 },
    { statusCode: 200.5 },
    { statusCode: 200, body: { no: 'text' } },
    { statusCode: 200, headers: { 'no name': 'x' } },
    { statusCode: 200, headers: { name: 'line\nbreak' } },
    { statusCode: 200, cookies: 'a=1' },
  ])('that describes no answer is an error: %j', (result) => {
    expect(map(result)).toEqual(internal);
  });

  test.each(['hello', '{"half":', '{ "spaced": 1 }'])('that has no status goes out as it is: %s', (payload) => {
    const { status, body } = mapResult(Buffer.from(payload), '2.0');
    expect([status, Buffer.from(body).toString()]).toEqual([200, payload]);
  });
});

describe('a result of payload format 1.0', () => {
  test('has lists of headers', () => {
    const result = { statusCode: 200, headers: { 'X-One': 'a' }, multiValueHeaders: { 'X-One': ['b', 'c'] } };
    expect(map(result, '1.0').headers).toMatchObject({ 'x-one': ['b', 'c', 'a'] });
  });

  test('that is no JSON is an error', () => {
    expect(mapResult(Buffer.from('hello'), '1.0').status).toBe(500);
  });

  test.each(['hello', { hello: 1 }, null])('has to have a status: %j', (result) => {
    expect(map(result, '1.0')).toEqual(internal);
  });
});
