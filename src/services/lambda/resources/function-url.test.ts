import { expect, test } from 'vitest';
import { systemRandom } from '../../../time/random.ts';
import {
  createUrlId,
  describeCreatedUrl,
  describeUpdatedUrl,
  describeUrl,
  functionUrl,
  parseCors,
  requireUrlQualifier,
} from './function-url.ts';

const owner = { region: 'eu-west-1', account: '123456789012' };

test('an address leads to this machine by the port that the client used', () => {
  expect(functionUrl('abc', 'eu-west-1', 'http://127.0.0.1:4566')).toBe(
    'http://abc.lambda-url.eu-west-1.localhost:4566/',
  );
  expect(functionUrl('abc', 'eu-west-1', 'http://serin.test')).toBe('http://abc.lambda-url.eu-west-1.localhost/');
});

test('an ID has 32 letters and digits, as one part of a host name', () => {
  expect(createUrlId(systemRandom)).toMatch(/^[a-z0-9]{32}$/);
});

test('a URL is of a function or an alias', () => {
  expect(requireUrlQualifier({ owner, name: 'fn' })).toBe('$LATEST');
  expect(requireUrlQualifier({ owner, name: 'fn', qualifier: 'live' })).toBe('live');
});

test.each(['1', '$LATEST'])('a URL is not of %s', (qualifier) => {
  expect(() => requireUrlQualifier({ owner, name: 'fn', qualifier })).toThrow(
    `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)`,
  );
});

test('an empty object takes the settings for cross-origin calls back', () => {
  expect(parseCors({})).toBeUndefined();
  expect(parseCors({ AllowOrigins: ['*'], MaxAge: undefined })).toEqual({ AllowOrigins: ['*'] });
});

test('a write echoes the invoke mode only where a caller has named it; a read always tells it', () => {
  const record = {
    functionName: 'fn',
    qualifier: 'live',
    urlId: 'abc',
    authType: 'NONE',
    invokeMode: 'BUFFERED',
    isInvokeModeGiven: false,
    createdAt: Date.UTC(2025, 2, 1),
    lastModifiedAt: Date.UTC(2025, 2, 2),
  } as const;
  const origin = 'http://127.0.0.1:4566';
  expect(describeCreatedUrl(owner, record, origin)).toEqual({
    FunctionUrl: 'http://abc.lambda-url.eu-west-1.localhost:4566/',
    FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:fn:live',
    AuthType: 'NONE',
    CreationTime: '2025-03-01T00:00:00.000000000Z',
  });
  expect(describeUpdatedUrl(owner, record, origin)).not.toHaveProperty('InvokeMode');
  expect(describeUpdatedUrl(owner, { ...record, isInvokeModeGiven: true }, origin)).toHaveProperty(
    'InvokeMode',
    'BUFFERED',
  );
  expect(describeUrl(owner, record, origin)).toMatchObject({
    InvokeMode: 'BUFFERED',
    LastModifiedTime: '2025-03-02T00:00:00.000000000Z',
  });
});
