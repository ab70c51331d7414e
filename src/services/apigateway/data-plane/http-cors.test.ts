import { describe, expect, test } from 'vitest';
import { answerPreflight, isPreflight, withCors } from './http-cors.ts';
import { testRequest } from './http-call.fixture.ts';

const rules = { allowOrigins: ['https://shop.example', 'http://*'], allowMethods: ['GET', 'PUT'], maxAge: 60 };
const from = (origin: string) => testRequest({ headers: { origin } });

test('a preflight names the method that is to come', () => {
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'PUT' };
  expect(isPreflight(testRequest({ method: 'OPTIONS', headers }))).toBe(true);
  expect(isPreflight(testRequest({ method: 'OPTIONS' }))).toBe(false);
  expect(isPreflight(testRequest({ headers }))).toBe(false);
});

describe('an allowed origin', () => {
  test.each(['https://shop.example', 'http://anything.example'])('%s is told what it may do', (origin) => {
    expect(answerPreflight(rules, from(origin))).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET,PUT',
        'access-control-max-age': '60',
      },
    });
  });

  test('gets the rules of the API in place of those of the integration', () => {
    const response = {
      status: 200,
      headers: { 'access-control-allow-origin': 'other', 'x-one': '1' },
      body: new Uint8Array(),
    };
    expect(withCors(response, rules, from('https://shop.example')).headers).toEqual({
      'x-one': '1',
      'access-control-allow-origin': 'https://shop.example',
      vary: 'Origin',
    });
  });
});

test('another origin gets no headers', () => {
  expect(answerPreflight(rules, from('https://other.example'))).toMatchObject({ status: 204, headers: {} });
});
